"""Rule sets that this app brings."""
