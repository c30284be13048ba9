"""Database engines of ours: Django's own with what a ledger needs on top."""
