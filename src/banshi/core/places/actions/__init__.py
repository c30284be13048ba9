"""Every write of places, one use case each."""

from banshi.core.places.actions.places import change_place, close_place, register_place, set_position
from banshi.core.places.actions.plans import set_plan

__all__ = ["change_place", "close_place", "register_place", "set_plan", "set_position"]
