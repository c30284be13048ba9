"""Reads about matters that are more than a filter."""
