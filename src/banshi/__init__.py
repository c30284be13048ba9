"""Banshi: the open operations platform of an economic development zone."""
