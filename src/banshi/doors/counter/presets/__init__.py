"""Presets of the counter."""
