"""What words in sheets may stand for: places, by all that they are called."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from banshi.base.imports.names import Meaning, Roll
from banshi.base.zones.access import Actor
from banshi.core.org.rolls import FOLDS, noting, others_of
from banshi.core.places.models import Place


def _places(actor: Actor, _on: date) -> list[Meaning]:
    others = others_of(actor.zone, "place")
    rows = Place.objects.visible_to(actor).filter(ends_on__isnull=True)
    return [
        Meaning(
            str(one.subject.uid), one.name, one, (one.name_zh, one.name_en), others.get(one.subject_id, ()),
            one.within.name if one.within else "",
        )
        for one in rows.select_related("subject", "within").order_by("name_zh", "pk")
    ]  # fmt: skip


PLACES = Roll("places", _("Places"), _places, FOLDS, **noting("place"))
