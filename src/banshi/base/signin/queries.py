"""Reads at the door."""

from banshi.base.zones.models import Zone


def is_first_start() -> bool:
    """True while there is no zone at all."""
    return not Zone.objects.exists()


def is_demonstration() -> bool:
    """True when every zone of the house is simulated."""
    return not Zone.objects.filter(simulated=False).exists()
