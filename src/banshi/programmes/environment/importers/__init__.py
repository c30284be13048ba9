"""The sheets that the environment programme takes in, one module per subject."""

from banshi.programmes.environment.importers import air, water

__all__ = ["air", "water"]
