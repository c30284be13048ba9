"""Rule sets that this app brings, and what it adds to those of others."""
