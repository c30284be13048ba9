"""Are the rule sets those that were adopted? Whoever changes one in the database changes what acts may do."""

import json
from collections.abc import Iterator

from django.utils.translation import gettext as _

from banshi.base.history.models import Entry
from banshi.base.presets.models import RuleSet
from banshi.base.prooflog.verification import Finding
from banshi.base.zones.models import Zone


class Adopted:
    """Reads the few rule sets of each zone and the entries of their adoption; hears nothing."""

    listeners = ()

    def findings(self) -> Iterator[Finding]:
        for zone in Zone.objects.order_by("pk"):
            told = _told(zone)
            for row in RuleSet.objects.filter(zone=zone).order_by("pk"):
                said = told.pop((row.topic, row.version), None)
                if said != (row.code, row.source, row.effective_on.isoformat(), row.body):
                    yield _finding(
                        "rules_differ", zone, row.topic, row.version, _("The rules are not those adopted.")
                    )
            for topic, version in sorted(told):
                yield _finding("rules_gone", zone, topic, version, _("The rules were adopted, and are gone."))


def _told(zone: Zone) -> dict[tuple[str, int], tuple]:
    """What the entries say was adopted; one that cannot be read is found by its chain."""
    found = {}
    entries = Entry.objects.filter(subject_id=zone.subject_id, kind="presets.adopted").order_by("n")
    for body in entries.values_list("body", flat=True).iterator():
        try:
            said = json.loads(bytes(body))
            data = said["data"]
            found[data["topic"], data["version"]] = data["code"], data["source"], said["on"], data["body"]
        except (ValueError, KeyError, TypeError):
            continue
    return found


def _finding(kind: str, zone: Zone, topic: str, version: int, sentence: str) -> Finding:
    return Finding(kind, zone.code, "presets_ruleset", f"{topic} version {version}", sentence)
