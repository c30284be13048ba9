"""Pages of the public side and of the staff behind it."""
