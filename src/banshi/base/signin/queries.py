"""Reads at the door."""

from banshi.base.zones.models import Zone


def is_first_start() -> bool:
    """True while there is no zone at all."""
    return not Zone.objects.exists()
