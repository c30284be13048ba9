"""The kinds of channels that the house brings, each in a file of its own."""


def register() -> None:
    """Declare them; called when the app is ready."""
