"""Keeping a view of a list, and removing it."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from banshi.base.history.acts import current, use_case
from banshi.base.history.record import record
from banshi.base.tables.models import SavedView
from banshi.base.tables.rules import MOST_VIEWS, kept, names_kept
from banshi.base.zones import access, subjects
from banshi.base.zones.access import Actor
from banshi.base.zones.refusals import Refusal


@use_case("tables.save_view")
def save_view(*, actor: Actor, path: str, query: str, name: str, now: datetime) -> SavedView:
    """Keep filters and order of the list at ``path`` for the actor alone, under ``name``."""
    mine = SavedView.objects.visible_to(actor).filter(path=path)
    _check(mine, kept(query), name)
    subject = subjects.open_subject(actor.zone, "saved_view", path)
    view = SavedView.objects.create(
        zone=actor.zone,
        subject=subject,
        account_id=actor.account_id,
        path=path,
        name=name.strip(),
        query=kept(query),
        created_at=current().recorded_at,
    )
    # Name and values are the person's own words and stay out of the history.
    data = {"path": path, "filters": names_kept(query)}
    record(actor=actor, subject=subject, kind="tables.view_saved", data=data)
    return view


def _check(mine, query: str, name: str) -> None:
    if not query:
        raise Refusal(
            "tables.view_empty",
            _("Set a filter or an order first; a view of the whole list is the list itself."),
        )
    if len(query) > SavedView._meta.get_field("query").max_length:
        raise Refusal("tables.view_long", _("These are too many filters for one view. Take some off."))
    names = list(mine.values_list("name", flat=True))
    if name.strip() in names:
        raise Refusal(
            "tables.view_name_taken", _("You have a view of this name already. Choose another."), field="name"
        )
    if len(names) >= MOST_VIEWS:
        raise Refusal(
            "tables.too_many_views",
            _("You keep %(most)s views of this list, which is all that fits. Remove one first."),
            most=MOST_VIEWS,
        )


@use_case("tables.remove_view")
def remove_view(*, actor: Actor, view: SavedView, now: datetime) -> SavedView:
    """Show a view no longer."""
    found = (
        SavedView.objects.select_for_update(of=("self",))
        .select_related("subject")
        .filter(zone=actor.zone, account_id=actor.account_id, pk=view.pk)
        .first()
    )
    if found is None:
        raise access.unknown()
    if found.removed_at is None:
        found.removed_at = current().recorded_at
        found.save(update_fields=["removed_at"])
        record(actor=actor, subject=found.subject, kind="tables.view_removed", data={})
    return found
