"""What becomes of each row: what was taken over before is left, the rest is for the importer to say."""

from collections.abc import Sequence

from banshi.base.imports.models import Taken
from banshi.base.imports.registry import Asking, Importer, Kind, Verdict
from banshi.base.imports.table import Parsed
from banshi.base.zones.models import Zone

LOOK_UP = 400


def taken_before(zone: Zone, importer: Importer, rows: Sequence[Parsed]) -> dict[str, Taken]:
    """What earlier files brought of these rows, by identity."""
    wanted = [one.identity for one in rows if one.identity]
    wanted += [one.meant[0] for one in rows if one.identity and one.meant]
    found: dict[str, Taken] = {}
    for at in range(0, len(wanted), LOOK_UP):
        some = Taken.objects.filter(zone=zone, importer=importer.code, identity__in=wanted[at : at + LOOK_UP])
        found.update((one.identity, one) for one in some.select_related("subject"))
    return found


def recognised(one: Parsed, before: dict[str, Taken]) -> tuple[Taken | None, str]:
    """What a row made when it came before, and the digest to compare: under its own words, else under the names
    that they were said to stand for."""
    known = before.get(one.identity)
    if known is None and one.meant is not None:
        return before.get(one.meant[0]), one.meant[1]
    return known, one.digest


def judged(
    importer: Importer, asking: Asking, rows: Sequence[Parsed]
) -> tuple[list[Verdict], dict[str, Taken]]:
    """A verdict for each row, in their order, and what was taken over before."""
    before = taken_before(asking.actor.zone, importer, rows)
    verdicts: dict[int, Verdict] = {}
    open_ones = []
    for one in rows:
        known, digest = recognised(one, before)
        if one.why:
            verdicts[one.row] = Verdict(one.row, Kind.REFUSE, one.why)
        elif known is not None and known.digest == digest:
            verdicts[one.row] = Verdict(one.row, Kind.SAME, subject=known.subject)
        else:
            open_ones.append(one.given(known))
    if open_ones:
        verdicts.update((one.row, one) for one in importer.judge(asking, open_ones))
    return [verdicts[one.row] for one in rows], before
