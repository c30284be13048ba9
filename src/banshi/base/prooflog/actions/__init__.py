"""Every write of the proof log."""
