"""Every write of the organisation, one use case each."""

from banshi.core.org.actions.groups import close_group, form_group, seat_post, unseat_post
from banshi.core.org.actions.names import add_alias, aliases_need, index_names, verb_for, withdraw_alias
from banshi.core.org.actions.outside import change_outside, close_outside, register_outside
from banshi.core.org.actions.people import end_person, enter_person, link_account, name_person, reveal_name
from banshi.core.org.actions.posts import (
    appoint,
    change_post,
    close_post,
    deputise,
    end_holding,
    hand_over,
    open_post,
    revoke_deputy,
)
from banshi.core.org.actions.units import KEEP, change_unit, close_unit, open_unit

__all__ = [
    "KEEP",
    "add_alias",
    "aliases_need",
    "appoint",
    "change_outside",
    "change_post",
    "change_unit",
    "close_group",
    "close_outside",
    "close_post",
    "close_unit",
    "deputise",
    "end_holding",
    "end_person",
    "enter_person",
    "form_group",
    "hand_over",
    "index_names",
    "link_account",
    "name_person",
    "open_post",
    "open_unit",
    "register_outside",
    "reveal_name",
    "revoke_deputy",
    "seat_post",
    "unseat_post",
    "verb_for",
    "withdraw_alias",
]
