"""Preset rule sets of this app, as JSON with their sources."""
