"""What notices, measures, appraisals and the brief register: subjects, files, fences, words, messages."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "environment.issue_notice": _("Issue environmental notices"),
    "environment.acknowledge": _("Acknowledge environmental notices"),
    "environment.record_receipt": _("Record receipts on paper"),
    "environment.enter_measure": _("Enter measures on sites"),
    "environment.verify_measure": _("Verify measures on sites"),
    "environment.enter_appraisal": _("Store appraisals from outside"),
    "unit_zh": _("Unit, Chinese"),
    "unit_en": _("Unit, English"),
    "decimals": _("Digits behind the point"),
    "misting": _("Misting machines"),
    "wheel_wash": _("Wheel-wash pools"),
    "hoarding": _("Hoarding"),
    "hardened_road": _("Hardened access roads"),
    "cover": _("Bare soil covered"),
    "monitor": _("Online dust monitors"),
    "settling_tank": _("Settling tanks"),
}
SAID = {
    "environment.notice_issued": _("Notice sent out"),
    "environment.notice_received": _("Acknowledged"),
    "environment.notice_withdrawn": _("Withdrawn"),
    "environment.measure_entered": _("Measure entered"),
    "environment.measure_verified": _("Verified on site"),
    "environment.measure_not_found": _("Not found on site"),
    "environment.measure_removed": _("Taken away"),
    "environment.appraisal_entered": _("Stored with its document"),
    "environment.appraisal_taken_back": _("Record taken back"),
}
VIEW = "environment.view"


def register() -> None:
    """Called once, when the app is ready."""
    from banshi.base.presets import catalogue, words
    from banshi.base.vault import holdings
    from banshi.core.org import wording
    from banshi.programmes.environment import sections
    from banshi.programmes.environment.figures.measures import register_kinds
    from banshi.programmes.environment.rules import measures

    package = "banshi.programmes.environment.presets"
    catalogue.extend("personal_data", package)
    catalogue.register(
        catalogue.Topic(measures.TOPIC, package, "house", measures.parse, _("Measures on sites"))
    )
    words.register(WORDS)
    for kind, said in SAID.items():
        wording.say(kind, said)
    for kind, label in (
        ("env_notice", _("Environmental notice")),
        ("env_measure", _("Measure on a site")),
        ("env_appraisal", _("Appraisal from outside")),
    ):
        holdings.register(holdings.never(kind, label))
    _subjects()
    _fences()
    _messages()
    register_kinds()
    sections.register()


def _subjects() -> None:
    from banshi.base.files import access as files
    from banshi.base.zones import subjects

    for kind, model, page in (
        ("env_notice", "environment.Notice", "environment:notice"),
        ("env_measure", "environment.Measure", "environment:measure"),
        ("env_appraisal", "environment.Appraisal", "environment:appraisal"),
    ):
        subjects.register(kind, model=model, page=page)
        files.opens_with(kind, VIEW)


def _fences() -> None:
    from banshi.base.history import fences

    fences.append_only(
        "environment.Notice", may_change=("withdrawn_on", "withdrawn_at", "withdrawn_by", "withdraw_reason")
    )
    fences.append_only(
        "environment.Recipient", may_change=("how", "received_on", "received_at", "received_by", "slip")
    )
    looked = ("state", "verified_on", "verified_at", "verified_by", "findings")
    taken = ("removed_on", "removed_at", "removed_by", "remove_reason")
    fences.append_only("environment.Measure", may_change=(*looked, *taken))
    back = ("taken_back_on", "taken_back_at", "taken_back_by", "take_back_reason")
    fences.append_only("environment.Appraisal", may_change=back)


def _messages() -> None:
    from banshi.base.outbox.kinds import Kind, register

    act = "environment.acknowledge"
    register(
        Kind("environment.notice_issued", _("please acknowledge it"), act, VIEW, binding=True),
        Kind("environment.notice_withdrawn", _("it was withdrawn, please look"), act, VIEW),
    )
