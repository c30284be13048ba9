"""Pure Python: no Django, no files, no network and no clock of its own."""
