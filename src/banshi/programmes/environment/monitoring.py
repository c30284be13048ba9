"""What air and water register with the house: subjects, fences, the check of the proof, words."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from banshi.base.zones.models import Zone
from banshi.programmes.environment.wording import item_name

WORDS = {
    "environment.view": _("See the environment programme"),
    "environment.monitor": _("Keep stations, sections and their values"),
    "environment.lock": _("Lock a period of values"),
    "environment.unlock": _("Unlock a period of values"),
}
SAID = {
    "environment.station_registered": _("Station put into service"),
    "environment.station_changed": _("Station changed"),
    "environment.station_closed": _("Taken out of service"),
    "environment.section_registered": _("Section put into service"),
    "environment.section_changed": _("Section changed"),
    "environment.section_closed": _("Taken out of service"),
    "environment.air_days_received": _("Days came in"),
    "environment.water_months_received": _("Months came in"),
    "environment.air_day_corrected": _("A day was corrected"),
    "environment.water_month_corrected": _("A month was corrected"),
    "environment.period_locked": _("Period locked"),
    "environment.period_unlocked": _("Period unlocked"),
    "environment.brief_taken": _("Brief taken away"),
}


def register() -> None:
    """Called when the app is ready."""
    from banshi.base.history import fences
    from banshi.base.presets import words
    from banshi.base.prooflog import verification
    from banshi.base.vault import holdings
    from banshi.base.zones import subjects
    from banshi.core.org import wording
    from banshi.programmes.environment import briefing
    from banshi.programmes.environment.queries.proving import Values

    words.register(WORDS)
    subjects.register("station", model="environment.Station", page="environment:station")
    subjects.register("water_section", model="environment.Section", page="environment:section")
    subjects.register("period_lock", model="environment.PeriodLock", page="environment:lock")
    subjects.register("env_brief", model="environment.Brief")
    for kind, label in (
        ("env_brief", _("Monthly brief")),
        ("station", _("Station of air")),
        ("water_section", _("Section of water")),
        ("period_lock", _("Locked period")),
    ):
        holdings.register(holdings.never(kind, label))
    fences.append_only("environment.AirDay", once=("superseded_at",))
    fences.append_only("environment.WaterMonth", once=("superseded_at",))
    fences.append_only("environment.Use")
    fences.append_only("environment.Brief")
    verification.register("environment", Values)
    briefing.register()
    _messages()
    details = {kind: _received for kind in SAID if kind.endswith("_received")}
    details |= {kind: _corrected for kind in SAID if kind.endswith("_corrected")}
    for kind, said in SAID.items():
        wording.say(kind, said, details.get(kind))


def _messages() -> None:
    from banshi.base.outbox.kinds import Kind, register
    from banshi.programmes.environment.actions.telling import CORRECTED, REOPENED
    from banshi.programmes.environment.models.series import VIEW
    from banshi.programmes.environment.queries import told

    register(
        Kind(
            CORRECTED,
            _("a value that you took away was corrected, please look"),
            view=VIEW,
            binding=True,
            link=told.correction_link,
            says=told.corrected,
        ),
        Kind(
            REOPENED,
            _("values that you took away can change again, please look"),
            view=VIEW,
            binding=True,
            says=told.reopened,
        ),
    )


def _received(zone: Zone, data: dict[str, Any]) -> str:
    return gettext("%(n)s values, %(first)s to %(last)s") % {
        "n": data["values"], "first": data["from"], "last": data["to"],
    }  # fmt: skip


def _corrected(zone: Zone, data: dict[str, Any]) -> str:
    before, after = data["before"], data["after"]
    moved = [
        f"{_item(item)} {before.get(item) or '—'} → {after.get(item) or '—'}"
        for item in {**before, **after}
        if before.get(item, "") != after.get(item, "")
    ]
    return " · ".join([data["day"], *moved, _reason(data)])


def _item(code: str) -> str:
    return gettext("Why it does not count") if code == "invalid_why" else item_name(code)


def _reason(data: dict[str, Any]) -> str:
    """A correction by hand says why; one that came in with a sheet names the import."""
    if not data["import"]:
        return str(data["reason"])
    return gettext("Import %(number)s") % {"number": data["reason"].lstrip("0")}
