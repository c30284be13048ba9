"""The figures of the environment programme."""
