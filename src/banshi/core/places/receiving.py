"""Taking in the file of a plan, before the act: a picture written anew, or a drawing that was checked."""

import hashlib
import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from banshi.base.files import images, intake, names
from banshi.base.files.intake import Taken
from banshi.base.zones.models import Zone
from banshi.base.zones.refusals import Refusal
from banshi.core.places.rules import plans as rules
from banshi.core.places.rules.plans import Drawing, PlanError, PlanFault

ACCEPT = "image/png,image/jpeg,image/webp,.geojson,.json,application/geo+json"
FIELD = "upload"
FAULTS = {
    PlanFault.SIZE: _("The drawing is larger than %(most)s MB. Simplify it before you export it."),
    PlanFault.JSON: _(
        "The file is not GeoJSON (line and column %(where)s). Export it again from the program."
    ),
    PlanFault.COLLECTION: _("The file holds no GeoJSON features. Export the layers as a FeatureCollection."),
    PlanFault.SYSTEM: _(
        "The file says that its coordinates are %(name)s. Export it in CGCS2000 or WGS 84 degrees instead."
    ),
    PlanFault.MANY: _(
        "The drawing has more than %(most)s features. Leave out what nobody needs to find a place."
    ),
    PlanFault.POINTS: _(
        "The drawing has more than %(most)s points. Simplify its lines before you export it."
    ),
    PlanFault.TYPE: _("Feature %(n)s is no point, line or area. Take it out and export again."),
    PlanFault.COORDINATES: _("The coordinates of feature %(n)s cannot be read. Export the drawing again."),
    PlanFault.EMPTY: _("Nothing is drawn in the file. Export the layers that show the zone."),
    PlanFault.RANGE: _(
        "The coordinates are not degrees. Export the drawing in CGCS2000 or WGS 84 degrees, "
        "or choose that the plan has a measure of its own."
    ),
    PlanFault.SWAPPED: _("Latitude seems to come first. Put longitude before latitude."),
    PlanFault.WIDE: _(
        "The plan is wider than %(most)s degrees, far more than a zone. Check the coordinates."
    ),
    PlanFault.SMALL: _(
        "The picture is smaller than %(least)s pixels a side. Send one on which the names can be read."
    ),
    PlanFault.CORNERS: _(
        "Enter all four edges of the picture in degrees: west less than east, south less than north. "
        "If they are not known, choose that the plan has a measure of its own."
    ),
    PlanFault.STRETCH: _(
        "Between these edges lie %(across)s m by %(up)s m, but the picture has %(wide)s by %(high)s pixels. "
        "Check the edges, and that north is up."
    ),
}
KIND = _(
    "A plan is a picture (PNG, JPG, WebP) or a GeoJSON drawing. "
    "Save other files, such as SVG, PDF or CAD, as PNG first."
)


def refused(error: PlanError, field: str = FIELD) -> Refusal:
    """The refusal that a fault is told by."""
    return Refusal(f"places.plan_{error.fault.value}", FAULTS[error.fault], field=field, **error.params)


def take(zone: Zone, uploaded: Any, system: str) -> Taken | Drawing:
    """The picture in the store, or the drawing in memory. Raises :class:`Refusal`; nothing is kept then."""
    name = names.clean(str(uploaded.name or ""))
    try:
        content = intake.read(uploaded)
        if images.sniff(content[:12]) is not None:
            return intake.take(zone, _Again(content, name))
    except Refusal as refusal:
        refusal.field = FIELD
        raise
    if not re.match(rb"(?:\xef\xbb\xbf)?\s*[{\[]", content[:200]):
        raise Refusal("places.plan_kind", KIND, field=FIELD)
    try:
        return rules.parse_drawing(content, system, sha256=hashlib.sha256(content).hexdigest(), name=name)
    except PlanError as error:
        raise refused(error) from error


class _Again:
    """Bytes that were read, as an uploaded file."""

    def __init__(self, content: bytes, name: str) -> None:
        self.content, self.name = content, name

    def chunks(self) -> Iterator[bytes]:
        """All at once."""
        yield self.content
