"""Pages of messages: everybody's own, and the administrator's channels."""
