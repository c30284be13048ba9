"""The sheets that the environment programme takes in, one module per subject."""

from banshi.programmes.environment.importers import air, measures, water

__all__ = ["air", "measures", "water"]
