"""The history of a unit, a post, a person, a group, an organisation or a place, in words."""

from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from banshi.base.history.models import Entry
from banshi.base.history.record import read
from banshi.base.signin.actions.factors import REASONS
from banshi.base.zones.models import Subject, Zone
from banshi.core.org.models import GroupRole, Person, Post

MOST = 200

_words: dict[str, str | Promise] = {
    "org.unit_opened": _("Unit opened"),
    "org.unit_changed": _("Unit changed"),
    "org.unit_closed": _("Unit closed"),
    "org.post_opened": _("Post opened"),
    "org.post_changed": _("Post changed"),
    "org.post_closed": _("Post closed"),
    "org.appointed": _("Appointed"),
    "org.handed_over": _("Handed over"),
    "org.holding_ended": _("Left the post"),
    "org.deputised": _("Deputy named"),
    "org.deputy_revoked": _("Deputy ended early"),
    "org.person_entered": _("Person entered"),
    "org.person_named": _("Name entered"),
    "org.account_linked": _("Account linked"),
    "org.password_renewed": _("New password given"),
    "org.account_closed": _("Account closed"),
    "org.factors_reset": _("Second factor reset"),
    "org.identity_bound": _("Foreign sign-in bound"),
    "org.identity_ended": _("Foreign sign-in ended"),
    "org.person_ended": _("Left the zone"),
    "org.name_revealed": _("Name looked at"),
    "vault.shown": _("Saw everything held about people"),
    "vault.erased": _("Personal data erased"),
    "org.group_formed": _("Group formed"),
    "org.group_closed": _("Group dissolved"),
    "org.seated": _("Seat given"),
    "org.unseated": _("Seat ended"),
    "org.outside_registered": _("Organisation registered"),
    "org.outside_changed": _("Organisation changed"),
    "org.outside_closed": _("Organisation ended"),
    "org.alias_added": _("Other name noted"),
    "org.alias_withdrawn": _("Other name taken back"),
    "access.granted": _("Role granted"),
    "access.withdrawn": _("Role withdrawn"),
}
REASONS_SAID = dict(REASONS)
SHOWN = ("credit_code", "text", "reason", "despite", "last_on", "ends_on")

_details: dict[str, Callable[[Zone, dict[str, Any]], str]] = {}


def say(kind: str, words: str | Promise, detail: Callable[[Zone, dict[str, Any]], str] | None = None) -> None:
    """Name a kind of entry, and say how its data are put into words; called by apps when ready."""
    _words[kind] = words
    if detail is not None:
        _details[kind] = detail


def timeline(subject: Subject) -> list[dict[str, Any]]:
    """The last 200 entries of a subject, the newest first, for ``ui/parts/timeline.html``. Three queries."""
    entries = list(Entry.objects.filter(subject=subject).order_by("-n")[:MOST])
    bodies = [read(entry) for entry in entries]
    codes = {code for body in bodies for code in body["posts"]}
    posts = {post.code: post for post in Post.objects.filter(zone=subject.zone, code__in=codes)}
    names = _names(bodies)
    return [
        {
            "at": entry.recorded_at,
            "on": entry.effective_on,
            "what": _words.get(entry.kind, entry.kind),
            "who": " · ".join(posts[code].name for code in body["posts"] if code in posts),
            "detail": _detail(subject, entry.kind, body["data"], names),
        }
        for entry, body in zip(entries, bodies, strict=True)
    ]


def _names(bodies: list[dict[str, Any]]) -> dict[str, str]:
    """How the things that entries point to are called now."""
    said = [body["data"].get(name) for body in bodies for name in ("person", "post", "unit", "parent")]
    subjects = Subject.objects.filter(uid__in={uid for uid in said if uid})
    people = Person.objects.filter(subject__in=subjects.filter(kind="person")).select_related("subject")
    found = {str(subject.uid): subject.caption for subject in subjects}
    return found | {str(person.subject.uid): person.name for person in people}


def _detail(subject: Subject, kind: str, data: dict[str, Any], names: dict[str, str]) -> str:
    """What an entry was about: who and what it points to, a former name, a role, dates, reasons."""
    if kind in _details:
        return _details[kind](subject.zone, data)
    words = [names.get(data[name], "") for name in ("person", "post") if data.get(name)]
    if data.get("name_zh") != subject.caption:
        words.append(data.get("name_zh", ""))
    if data.get("before") and "name_zh" in data:
        words.append(data["before"])
    role = data.get("role")
    words.append(REASONS_SAID.get(data.get("why"), ""))
    words.append(GroupRole(role).label if role in GroupRole.values else "")
    return " · ".join(str(word) for word in [*words, *(data.get(name) for name in SHOWN)] if _said(word))


def _said(word: Any) -> bool:
    """Whether there is something to say; what history holds of words in the vault says nothing."""
    return bool(word) and not isinstance(word, dict)
