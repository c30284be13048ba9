"""Sign-in by an office's own identity provider or work chat: one folder per kind, one port, one registry."""
