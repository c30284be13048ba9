"""Pages of the environment programme."""
