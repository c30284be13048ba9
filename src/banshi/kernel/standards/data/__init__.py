"""Dated tables, as text."""
