"""What a check is."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Check:
    """One check: whether it is well, what was found, and what to do when it is not.

    ``code`` is its name for machines.
    """

    title: str | Promise
    well: bool
    found: str
    advice: str | Promise = ""
    code: str = ""
