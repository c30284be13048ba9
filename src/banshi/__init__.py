"""Banshi: the open operations platform of an economic development zone."""

__version__ = "0.1.0"
