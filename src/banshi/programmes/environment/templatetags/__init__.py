"""Template tags of the environment programme."""
