"""Whether a zone takes reports by Open311, and as what."""
