"""What an operator can act on: one line, no traceback."""


class CareTrouble(Exception):
    """Its text is one line that says what is wrong and what to do."""
