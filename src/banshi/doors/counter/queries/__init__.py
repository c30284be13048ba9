"""What the pages of the counter read."""
