"""Workbooks in: read, mapped, tried first, taken over in batches. Knows nothing of what is imported."""
