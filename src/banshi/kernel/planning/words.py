"""Small parts of sentences. Sentences are English; pages translate from the data that each value holds as well."""


def days(n: int) -> str:
    """ "1 day", "3 days"."""
    return f"{n} day" if n == 1 else f"{n} days"


def activities(n: int) -> str:
    """ "1 activity", "3 activities"."""
    return f"{n} activity" if n == 1 else f"{n} activities"
