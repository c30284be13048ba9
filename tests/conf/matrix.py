"""Who may open what: one row per named address. A new address without a row fails the build.

The words of a row are those of ``support/rows.py``; the rows of a programme lie with its own tests.
"""

from collections.abc import Callable
from typing import Any

from banshi.base.prooflog.models import Checkpoint
from banshi.base.zones.ids import uuid7
from banshi.core.matters.forms.registry import ACTS
from banshi.core.matters.forms.several import SEVERAL
from conf.stock import Stock
from support.programmes import table
from support.rows import (
    ACTORS,
    ADMIN,
    FORM,
    PAGE,
    POST,
    SIGNED_IN,
    STAFF,
    Asked,
    Names,
    Row,
    those,
)
from support.rows import plain as _plain
from support.rows import same as _same

OPEN311 = "open311"
"""Takes GET from everybody, and POST with a key alone, which no browser here has."""

REGISTERS = those("clerk builder projects foreign")
CLERKS = those("clerk foreign")
LOG_VIEWERS = those("clerk supervisor administrator foreign")
LOG_TAKERS = those("supervisor administrator")
SEES = {
    "own": those("clerk leader verifier builder supervisor"),
    "other": those("clerk leader verifier projects supervisor"),
    "theirs": those("foreign"),
    "sensitive": those("clerk leader builder supervisor"),
    "supervision": those("supervisor"),
}
"""Who sees a matter, and so its page and its files; the clerk dispatched the sensitive one himself."""


def _calendar(kind: str, may: Names, *args: Any) -> Row:
    """The calendar of the zone is a thing that people without a role do not see."""
    return Row(kind, may, STAFF - may, lambda stock: {"": args})


def _uids(things: str, *rest: Any) -> Callable[[Stock], dict[str, tuple]]:
    """Ours and theirs, from a row of the two worlds."""

    def find(stock: Stock) -> dict[str, tuple]:
        worlds = {"ours": stock.here, "theirs": stock.there}
        return {name: (_thing(world, things).subject.uid, *rest) for name, world in worlds.items()}

    return find


def _thing(world: Any, things: str) -> Any:
    return {
        "unit": lambda: world.units["construction_bureau"],
        "post": lambda: world.posts["leader"],
        "person": lambda: world.people["leader"],
        "outside": lambda: world.firm,
        "place": lambda: world.place,
    }[things]()


def _groups(*rest: str) -> Callable[[Stock], dict[str, tuple]]:
    def find(stock: Stock) -> dict[str, tuple]:
        worlds = {"ours": stock.here, "theirs": stock.there}
        return {
            name: (stock.groups[name], *(world.posts["leader"].subject.uid for _ in rest))
            for name, world in worlds.items()
        }

    return find


def _matters(*rest: Any) -> Callable[[Stock], dict[str, tuple]]:
    return lambda stock: {name: (row.subject.uid, *rest) for name, row in stock.matters.items()}


def _files(stock: Stock) -> dict[str, tuple]:
    return {name: (row.uid,) for name, row in stock.files.items()}


def _plans(stock: Stock) -> dict[str, tuple]:
    return {name: (row.subject.uid,) for name, row in stock.plans.items()}


def _views(stock: Stock) -> dict[str, tuple]:
    return {"ours": (stock.view.uid,)}


def _factors(stock: Stock) -> dict[str, tuple]:
    return {name: (factor.uid,) for name, factor in stock.factors.items()}


def _hooked(kind: str, *rest: Any) -> Row:
    """A system that is told of events, ours: for who manages the API; the others are told so."""
    may = frozenset() if rest else ADMIN
    return Row(
        kind,
        {"ours": may},
        {"ours": SIGNED_IN - ADMIN},
        lambda stock: {"ours": (stock.hook.uid, *rest)},
    )


def _tokens(stock: Stock) -> dict[str, tuple]:
    return {name: (row.uid,) for name, row in stock.tokens.items()}


def _open311(*rest: str) -> Callable[[Stock], dict[str, tuple]]:
    """The door of our zone, which is open; a report goes by its number or its token."""

    def find(stock: Stock) -> dict[str, tuple]:
        known = {"number": stock.report.matter.number, "token": str(stock.report.uid)}
        return {"": ("qingyu", *(known.get(one, one) for one in rest))}

    return find


def _bound(stock: Stock) -> dict[str, tuple]:
    return {"ours": (stock.here.people["clerk"].subject.uid, stock.identity.uid)}


def _wecom(stock: Stock) -> dict[str, tuple]:
    return {"": ("qingyu-wecom",)}


def _identities(stock: Stock) -> dict[str, tuple]:
    """A foreign sign-in of somebody: nobody else's to see."""
    return {"clerk": (stock.identity.uid,)}


def _sessions(stock: Stock) -> dict[str, tuple]:
    """A session of somebody: nobody else's to end."""
    return {"clerk": (stock.session_of("clerk"),), "foreign": (stock.session_of("foreign"),)}


def _jobs(stock: Stock) -> dict[str, tuple]:
    return {name: (job.uid,) for name, job in stock.jobs.items()}


JOBS = {"clerk": those("clerk administrator"), "foreign": those("foreign")}
"""A job is its starter's, and whoever looks after the machine sees it."""


def _notices(stock: Stock) -> dict[str, tuple]:
    return {name: (notice.uid,) for name, notice in stock.notices.items()}


def _channels(stock: Stock) -> dict[str, tuple]:
    return {name: (channel.uid,) for name, channel in stock.channels.items()}


def _channel(kind: str) -> Row:
    """The administrator's; the others are told that channels are kept by somebody, whichever it is."""
    may = {"ours": ADMIN}
    return Row(kind, may, {"ours": SIGNED_IN - ADMIN, "theirs": SIGNED_IN - ADMIN}, _channels)


def _told_messages(stock: Stock) -> dict[str, tuple]:
    return {name: (notice.message.uid,) for name, notice in stock.notices.items()}


OWN_NOTICE = {"builder": those("builder")}


def _witnesses(stock: Stock) -> dict[str, tuple]:
    return {name: (stock.witnesses[name].pk,) for name in ("ours", "theirs")}


def _heads(times: int) -> Callable[[Stock], dict[str, tuple]]:
    """The newest checkpoint of our log, by its size."""

    def find(stock: Stock) -> dict[str, tuple]:
        rows = Checkpoint.objects.filter(zone=stock.here.zone).order_by("-size")
        return {"ours": (rows[0].size,) * times}

    return find


def _head_page(times: int) -> Row:
    return Row(
        PAGE,
        {"ours": LOG_VIEWERS - {"foreign"}},
        {"ours": SIGNED_IN - LOG_VIEWERS},
        _heads(times),
    )


def _kept(kind: str) -> Row:
    """What is held in a matter: for the keeper of personal data, up to his label."""
    may = {name: ADMIN if name in ("own", "other") else frozenset() for name in SEES}
    return Row(kind, may, {name: SIGNED_IN - ADMIN for name in SEES}, objects=_matters())


def _door(kind: str, *args: Any) -> Row:
    """Open to everybody, also without a sign-in: for witnesses."""
    return Row(kind, frozenset(ACTORS), objects=lambda stock: {"": ("qingyu", *args)})


def _grants(stock: Stock) -> dict[str, tuple]:
    return {name: (stock.grant(name).pk,) for name in ("ours", "theirs")}


def _thing_page(things: Callable[[Stock], dict[str, tuple]]) -> Row:
    """Whoever belongs to the staff of the zone sees it."""
    return Row(PAGE, {"ours": STAFF - {"foreign"}, "theirs": those("foreign")}, objects=things)


def _thing_act(
    things: Callable[[Stock], dict[str, tuple]], may: Names = ADMIN, *, kind: str = FORM, sees: Names = STAFF
) -> Row:
    """Some may; the others who see the thing are told so."""
    ours, theirs = may - {"foreign"}, may & {"foreign"}
    return Row(
        kind,
        {"ours": ours, "theirs": theirs},
        {"ours": sees - {"foreign"} - ours, "theirs": (sees & {"foreign"}) - theirs},
        things,
    )


OBJECTS = ("own", "other", "sensitive", "theirs")
BY_ACT = {
    "decline amend dispatch take_up settle_objection release_co merge split withdraw close reopen": (
        "clerk",
        "clerk",
        "clerk",
        "foreign",
    ),
    "object wait resume reply explain ask_extension submit sign progress": (
        "builder",
        "projects",
        "builder",
        "",
    ),
    "decide_extension decide_answer": ("leader", "leader", "leader", ""),
    "verify send_back": ("verifier", "verifier", "", ""),
    "answer try_answer": ("clerk verifier", "clerk verifier", "clerk", "foreign"),
    "register": ("clerk", "clerk", "clerk", "foreign"),
    "co_reply": ("", "", "", ""),
    "key_list": ("clerk leader", "clerk leader", "clerk leader", "foreign"),
    "attach": (
        "clerk leader verifier builder",
        "clerk leader verifier projects",
        "clerk leader builder",
        "foreign",
    ),
    "reveal": ("clerk verifier builder", "clerk verifier projects", "clerk builder", "foreign"),
}
DOES = {act: dict(zip(OBJECTS, names, strict=True)) for acts, names in BY_ACT.items() for act in acts.split()}
"""Who may do an act to a matter, by the words of the act; every act of the registry has a line."""


def _act(name: str, kind: str = FORM) -> Row:
    may = {thing: those(names) for thing, names in DOES[name].items()}
    told = {thing: sees - may.get(thing, frozenset()) for thing, sees in SEES.items()}
    return Row(kind, may, told, _matters(*([] if name == "reveal" else [name])))


def _several(code: str) -> Row:
    """Whoever may do it to one matter may open the page for several; nothing is ticked here."""
    may = frozenset().union(*(those(names) for names in DOES[SEVERAL[code].act].values()))
    return _same(FORM, may | REGISTERS if code == "register" else may, code)


def _positions(kind: str) -> Row:
    """Where photos were taken is asked for like the raiser's name, of a matter that has some."""
    may, sees = those("clerk verifier builder"), SEES["own"]

    def of(stock: Stock) -> dict[str, tuple]:
        return {"": (stock.addition.report.matter.subject.uid,)}

    return Row(kind, {"": may}, {"": sees - may}, of)


ANSWERS = {thing: those(names) for thing, names in DOES["answer"].items()}
TAKES = {thing: sees & REGISTERS for thing, sees in SEES.items()}
"""Who may ask a raiser, and who may take matters in and sees this one."""


def _on_matter(kind: str, may: dict[str, Names]) -> Row:
    """Something of one matter; whoever sees it and may not is told so."""
    told = {thing: sees - may.get(thing, frozenset()) for thing, sees in SEES.items()}
    return Row(kind, may, told, _matters())


SAMPLES = those("clerk leader verifier supervisor foreign")
PAPERS = {"own": those("clerk leader verifier builder supervisor"), "theirs": those("foreign")}
ADDRESSED = {"own": those("builder")}
ISSUED = {"own": those("verifier")}
"""Documents of supervision: who sees one, to whom it is addressed, whose it is."""


def _told_of(may: dict[str, Names]) -> dict[str, Names]:
    return {name: sees - may.get(name, frozenset()) for name, sees in PAPERS.items()}


def _papers(stock: Stock) -> dict[str, tuple]:
    return {name: (row.subject.uid,) for name, row in stock.papers.items()}


def _looks(stock: Stock) -> dict[str, tuple]:
    return {name: (row.uid,) for name, row in stock.looks.items()}


def _samples(stock: Stock) -> dict[str, tuple]:
    return {name: (row.sample.subject.uid,) for name, row in stock.looks.items()}


WRITERS = those("clerk verifier foreign")
FORM_KEEPERS = those("clerk administrator foreign")
WRITTEN = {
    "issued": STAFF - {"foreign"},
    "draft": WRITERS - {"foreign"},
    "theirs": those("foreign"),
}
"""Papers written here: issued ones are for the staff, drafts for those who write."""


def _written(stock: Stock) -> dict[str, tuple]:
    return {name: (row.subject.uid,) for name, row in stock.written.items()}


def _written_act(kind: str) -> Row:
    """Those who write do it; the others who see the paper are told so."""
    may = {name: sees & WRITERS for name, sees in WRITTEN.items()}
    return Row(kind, may, {name: sees - WRITERS for name, sees in WRITTEN.items()}, _written)


def _paper_files() -> list[Row]:
    """Papers as files: whoever sees the thing. One of an open matter is refused with a sentence, not hidden."""
    return [
        Row(PAGE, WRITTEN, objects=lambda stock: {n: ("paper", *a) for n, a in _written(stock).items()}),
        Row(PAGE, PAPERS, objects=lambda stock: {n: ("supervision", *a) for n, a in _papers(stock).items()}),
        Row(PAGE, SEES, objects=lambda stock: {n: ("matter", *a) for n, a in _matters()(stock).items()}),
    ]


BUNDLES = {"own": those("clerk"), "theirs": those("foreign")}
"""A file of many papers is open to whoever asked for it, and to nobody else."""


def _bundles(stock: Stock) -> dict[str, tuple]:
    return {name: (row.subject.uid,) for name, row in stock.bundles.items()}


NOT_SUPERVISOR = SIGNED_IN - those("supervisor")


def _anomaly(stock: Stock) -> dict[str, tuple]:
    return {"": stock.anomaly}


def _drawn(things: Callable[[Stock], dict[str, tuple]]) -> Row:
    """Samples of the zone for whoever may see samples; the others are told that there are some."""
    may = {"ours": SAMPLES - {"foreign"}, "theirs": those("foreign")}
    return Row(PAGE, may, {name: SIGNED_IN - SAMPLES for name in may}, things)


def _signs(stock: Stock) -> dict[str, tuple]:
    """Signs hang in public: whoever scans one, of whatever zone, gets its form."""
    return {f"sign {name}": (link.token,) for name, link in stock.links.items()}


def _slips(stock: Stock) -> dict[str, tuple]:
    """A receipt code opens its tracker, for whoever has it."""
    return {"": (stock.receipt,)}


def _public(kind: str, things: Callable[[Stock], dict[str, tuple]] | None = None) -> Row:
    """Open to everybody, signed in or not."""
    return Row(kind, frozenset(ACTORS), objects=things)


def _links(stock: Stock) -> dict[str, tuple]:
    return {name: (link.subject.uid,) for name, link in stock.links.items()}


def _held(stock: Stock) -> dict[str, tuple]:
    return {name: (report.subject.uid,) for name, report in stock.held.items()}


def _added(stock: Stock) -> dict[str, tuple]:
    return {"": (stock.addition.pk,)}


LINKERS = those("clerk builder projects foreign")
LINKED = {"ours": LINKERS - {"foreign"}, "theirs": those("foreign")}
SCREENED = {"ours": those("clerk"), "theirs": those("foreign")}
"""Who makes links, and who looks through what was held; others are not told which there are."""


def _import(kind: str) -> Row:
    """A run is open to whoever took its workbook in; for the others there is none."""
    may = {"ours": those("clerk"), "theirs": those("foreign")}
    return Row(
        kind, may, objects=lambda stock: {name: (row.subject.uid,) for name, row in stock.runs.items()}
    )


SEE_OCCASIONS = STAFF - ADMIN
PLAN_OCCASIONS = those("clerk builder projects foreign")


def _occasions(kind: str, may: str = "", *, things: str = "occasions") -> Row:
    """Everybody of the staff sees them; the ledger office and the unit that holds them keep them."""
    ours = (SEE_OCCASIONS - {"foreign"}) if not may else those(may) - {"foreign"}
    theirs = those("foreign") if not may or "foreign" in may else frozenset()
    told = SEE_OCCASIONS - {"foreign"} - ours
    names = ("ours", "ahead") if things == "occasions" else ("ours",)

    def find(stock: Stock) -> dict[str, tuple]:
        return {name: (row.subject.uid,) for name, row in getattr(stock, things).items()}

    theirs_too = ("theirs", "theirs ahead") if things == "occasions" else ("theirs",)
    return Row(
        kind,
        dict.fromkeys(names, ours) | dict.fromkeys(theirs_too, theirs),
        dict.fromkeys(names, told) | dict.fromkeys(theirs_too, those("foreign") - theirs),
        find,
    )


ROWS: dict[str, Row | list[Row]] = {
    **{
        f"open311:{name}": Row(PAGE, frozenset(ACTORS), objects=_open311(*rest))
        for name, rest in {
            "discovery": ("json",),
            "services": ("xml",),
            "definition": ("roads", "json"),
            "request": ("number", "json"),
            "token": ("token", "xml"),
        }.items()
    },
    "open311:requests": Row(OPEN311, frozenset(ACTORS), objects=_open311("json")),
    "tokens:list": Row(PAGE, SIGNED_IN),
    "tokens:make": Row(FORM, SIGNED_IN),
    "tokens:machine": _plain(FORM, ADMIN),
    "tokens:end": Row(
        FORM, {"clerk": those("clerk administrator"), "foreign": those("foreign")}, objects=_tokens
    ),
    "tokens:hooks": _plain(PAGE, ADMIN),
    "tokens:subscribe": _plain(FORM, ADMIN),
    "tokens:hook": _hooked(PAGE),
    "tokens:rotate": _hooked(FORM),
    "tokens:end_hook": _hooked(FORM),
    "tokens:again": _hooked(POST, uuid7()),
    "tokens:reference": Row(PAGE, SIGNED_IN),
    "tokens:operation": _same(PAGE, SIGNED_IN, "matters_matter"),
    "tables:save_view": Row(FORM, frozenset()),
    "tables:remove_view": Row(FORM, {"ours": those("clerk")}, objects=_views),
    "ui:language": Row(POST, frozenset(ACTORS)),
    "signin:sign_in": Row(FORM, frozenset(ACTORS)),
    "signin:sign_out": Row(POST, SIGNED_IN),
    "signin:password": Row(FORM, SIGNED_IN),
    "signin:zone": Row(FORM, SIGNED_IN),
    "signin:first_admin": Row(FORM, frozenset(), stranger=404),
    "signin:second": Row(FORM, SIGNED_IN),
    "signin:passkey_in": Row(POST, frozenset(ACTORS)),
    "signin:passkey_options": _same(POST, frozenset(ACTORS), "in"),
    "signin:again": Row(FORM, SIGNED_IN),
    "signin:factors": Row(PAGE, SIGNED_IN),
    "signin:add_app": Row(FORM, SIGNED_IN),
    "signin:add_passkey": Row(FORM, SIGNED_IN),
    "signin:new_passkey_options": Row(POST, SIGNED_IN),
    "signin:renew_codes": Row(FORM, SIGNED_IN),
    "signin:end_factor": Row(FORM, {name: those(name) for name in ACTORS}, objects=_factors),
    "signin:way": _same(PAGE, frozenset(ACTORS), "qingyu-wecom"),
    "signin:way_back": _same(FORM, frozenset(ACTORS), "qingyu-wecom"),
    "signin:way_metadata": _same(PAGE, frozenset(ACTORS), "qingyu-saml"),
    "signin:identities": Row(PAGE, SIGNED_IN),
    "signin:bind_identity": Row(PAGE, SIGNED_IN - {"foreign"}, objects=_wecom),
    "signin:bind_way": Row(PAGE, SIGNED_IN - {"foreign"}, objects=_wecom),
    "signin:end_identity": Row(FORM, {"clerk": those("clerk")}, objects=_identities),
    "signin:providers": _plain(PAGE, ADMIN),
    "signin:add_provider": _same(FORM, ADMIN, "oidc"),
    "signin:provider": _same(PAGE, ADMIN, "qingyu-wecom"),
    "signin:change_provider": _same(FORM, ADMIN, "qingyu-wecom"),
    "signin:probe_provider": _same(POST, ADMIN, "qingyu-saml"),
    "signin:try_provider": _same(PAGE, ADMIN, "qingyu-wecom"),
    "signin:switch_provider": _same(FORM, ADMIN, "qingyu-wecom"),
    "signin:trust_provider": _same(FORM, frozenset(), "qingyu-wecom"),
    "signin:places": Row(PAGE, SIGNED_IN),
    "signin:end_other_places": Row(POST, SIGNED_IN),
    "signin:end_place": Row(POST, {name: those(name) for name in ACTORS}, objects=_sessions),
    "files:download": Row(PAGE, SEES, objects=_files),
    "files:thumb": Row(PAGE, SEES, objects=_files),
    "imports:list": _plain(PAGE, REGISTERS | ADMIN),
    "imports:new": [_same(FORM, REGISTERS, "matters"), _same(FORM, ADMIN, "posts")],
    "imports:sample": [_same(PAGE, REGISTERS, "matters"), _same(PAGE, ADMIN, "posts")],
    "imports:run": _import(PAGE),
    "imports:columns": _import(FORM),
    "imports:names": _import(FORM),
    "imports:take_back": _import(POST),
    "imports:progress": _import(PAGE),
    "imports:start": _import(POST),
    "imports:stop": _import(POST),
    "imports:drop": _import(POST),
    "imports:back": _import(PAGE),
    "calendars:calendar": _calendar(PAGE, STAFF),
    "calendars:year": _calendar(PAGE, STAFF, 2021),
    "calendars:announce": _calendar(FORM, ADMIN, 2027),
    "calendars:set_day": _calendar(FORM, ADMIN),
    "calendars:lift_day": _calendar(FORM, ADMIN, "2021-06-14"),
    "calendars:hours": _calendar(FORM, ADMIN),
    "calendars:import": _calendar(FORM, ADMIN),
    "calendars:import_apply": _calendar(POST, ADMIN),
    "jobs:job": Row(PAGE, JOBS, objects=_jobs),
    "jobs:status": Row(PAGE, JOBS, objects=_jobs),
    "jobs:stop": Row(POST, JOBS, objects=_jobs),
    "outbox:mine": Row(PAGE, SIGNED_IN),
    "outbox:bell": Row(PAGE, SIGNED_IN),
    "outbox:read_all": Row(POST, SIGNED_IN),
    "outbox:settings": Row(FORM, SIGNED_IN),
    "outbox:channels": _plain(PAGE, ADMIN),
    "outbox:try_again": _plain(POST, ADMIN),
    "outbox:give_up": _plain(FORM, ADMIN),
    "outbox:add_channel": _same(FORM, ADMIN, "wecom"),
    "outbox:change_channel": _channel(FORM),
    "outbox:switch": _channel(POST),
    "outbox:test": _channel(FORM),
    "outbox:go": Row(PAGE, OWN_NOTICE, objects=_told_messages),
    "outbox:open": Row(POST, OWN_NOTICE, objects=_notices),
    "figures:list": _plain(PAGE, STAFF - ADMIN),
    "figures:replay": _plain(PAGE, STAFF - ADMIN),
    "figures:statement": _same(PAGE, STAFF - ADMIN, "A21"),
    "figures:figure": _same(PAGE, STAFF - ADMIN, "matters.collected"),
    "figures:records": _same(PAGE, STAFF - ADMIN, "matters.collected"),
    "prooflog:log": _plain(PAGE, LOG_VIEWERS),
    "prooflog:sheet": _plain(PAGE, LOG_VIEWERS),
    "prooflog:take_out": _plain(FORM, LOG_TAKERS),
    "prooflog:cosignature": _plain(FORM, LOG_TAKERS),
    "prooflog:register_witness": _plain(FORM, ADMIN),
    "prooflog:rotate": _plain(FORM, ADMIN),
    "prooflog:end_witness": Row(
        FORM, {"ours": ADMIN}, {"ours": SIGNED_IN - ADMIN, "theirs": SIGNED_IN - ADMIN}, _witnesses
    ),
    "prooflog:checkpoint": _head_page(1),
    "prooflog:growth": _head_page(2),
    "prooflog:verifier": Row(PAGE, SIGNED_IN),
    "prooflog:receipt": Row(PAGE, SEES, objects=_matters(1)),
    "prooflog:receipt_file": Row(PAGE, SEES, objects=_matters(1)),
    "prooflog:door_checkpoint": _door(PAGE),
    "prooflog:door_since": _door(PAGE, 0),
    "prooflog:door_keys": _door(PAGE),
    "prooflog:door_cosignature": _door(POST),
    "papers:papers": _plain(PAGE, STAFF),
    "papers:new": _same(FORM, WRITERS, "notice"),
    "papers:paper": Row(PAGE, WRITTEN, objects=_written),
    "papers:amend": _written_act(FORM),
    "papers:issue": _written_act(POST),
    "papers:withdraw": _written_act(FORM),
    "papers:bundles": _plain(PAGE, STAFF),
    "papers:new_bundle": _same(FORM, STAFF - ADMIN, "matter"),
    "papers:bundle": Row(PAGE, BUNDLES, objects=_bundles),
    "papers:bundle_file": Row(PAGE, BUNDLES, objects=_bundles),
    "papers:remove_bundle": Row(POST, BUNDLES, objects=_bundles),
    "papers:forms": _plain(PAGE, FORM_KEEPERS),
    "papers:form": _same(PAGE, FORM_KEEPERS, "written_notice"),
    "papers:present_form": _same(PAGE, FORM_KEEPERS, "written_notice"),
    "papers:send_form": _same(FORM, FORM_KEEPERS, "written_notice"),
    "papers:restore_form": _same(POST, FORM_KEEPERS, "written_notice"),
    "papers:word": _paper_files(),
    "papers:pdf": _paper_files(),
    "vault:register": _plain(PAGE, ADMIN),
    "vault:due": _plain(PAGE, ADMIN),
    "vault:erase_due": _plain(FORM, ADMIN),
    "vault:find": _plain(FORM, ADMIN),
    "vault:looks": _plain(PAGE, ADMIN),
    "vault:record": _kept(PAGE),
    "vault:show": _kept(POST),
    "vault:erase": _kept(FORM),
    "presets:topics": _plain(PAGE, ADMIN),
    "presets:topic": _same(PAGE, ADMIN, "terms"),
    "presets:version": _same(PAGE, ADMIN, "terms", 1),
    "presets:adopt": _same(FORM, ADMIN, "terms"),
    "matters:routing": _plain(FORM, ADMIN),
    "access:roles": _plain(PAGE, ADMIN),
    "access:grant": _plain(FORM, ADMIN),
    "access:withdraw": Row(
        FORM, {"ours": ADMIN}, {"ours": SIGNED_IN - ADMIN, "theirs": SIGNED_IN - ADMIN}, _grants
    ),
    "access:accounts": _plain(PAGE, ADMIN),
    "access:sessions": _plain(PAGE, frozenset()),
    "access:end_session": Row(POST, {}, {name: SIGNED_IN for name in ACTORS}, objects=_sessions),
    "access:audit": _plain(PAGE, frozenset()),
    "operations:health": _plain(PAGE, ADMIN),
    "operations:health_json": Row(PAGE, ADMIN, stranger=404),
    "operations:metrics": Row(PAGE, ADMIN, stranger=404),
    "operations:live": Row(PAGE, frozenset(ACTORS)),
    "counter:intake": _plain(FORM, REGISTERS),
    "counter:check": _plain(POST, REGISTERS),
    "counter:paste": _plain(FORM, REGISTERS),
    "counter:taken": _on_matter(PAGE, TAKES),
    "counter:calls": _plain(PAGE, CLERKS | those("verifier builder projects")),
    "counter:call": _on_matter(FORM, ANSWERS),
    "counter:phone": _on_matter(POST, ANSWERS),
    "matters:issues": _plain(PAGE, STAFF - ADMIN),
    "matters:responsibility": _plain(PAGE, STAFF - ADMIN),
    "matters:closure": _plain(PAGE, STAFF - ADMIN),
    "matters:key": _plain(PAGE, STAFF - ADMIN),
    "matters:claimed": _plain(PAGE, STAFF - ADMIN),
    "matters:replies": _plain(PAGE, STAFF - ADMIN),
    "matters:replies_to": _same(PAGE, STAFF - ADMIN, "hotline_12345"),
    "matters:foreign": Row(
        FORM,
        {thing: those(names) for thing, names in DOES["register"].items()},
        {thing: sees - those(DOES["register"].get(thing, "")) for thing, sees in SEES.items()},
        _matters(),
    ),
    "matters:new": _plain(FORM, REGISTERS),
    "matters:dispatch_board": _plain(PAGE, CLERKS),
    "matters:verification_queue": _plain(PAGE, CLERKS | those("verifier builder projects")),
    "matters:chase": _plain(PAGE, STAFF - ADMIN),
    "matters:several": [_several(code) for code in SEVERAL],
    "matters:matter": Row(PAGE, SEES, objects=_matters()),
    "matters:reveal": _act("reveal", POST),
    "matters:act": [_act(name) for name in ACTS],
    "org:units": _plain(PAGE, STAFF),
    "org:open_unit": _plain(FORM, ADMIN),
    "org:unit": _thing_page(_uids("unit")),
    "org:change_unit": _thing_act(_uids("unit")),
    "org:close_unit": _thing_act(_uids("unit")),
    "org:open_post": _thing_act(_uids("unit")),
    "org:post": _thing_page(_uids("post")),
    "org:change_post": _thing_act(_uids("post")),
    "org:appoint": _thing_act(_uids("post")),
    "org:hand_over": _thing_act(_uids("post")),
    "org:vacate": _thing_act(_uids("post")),
    "org:deputise": _thing_act(_uids("post")),
    "org:revoke_deputy": _thing_act(_uids("post", "2021-06-01")),
    "org:close_post": _thing_act(_uids("post")),
    "org:people": _plain(PAGE, ADMIN),
    "org:enter_person": _plain(FORM, ADMIN),
    "org:person": _thing_page(_uids("person")),
    "org:reveal": _thing_act(_uids("person"), kind=POST),
    "org:name_person": _thing_act(_uids("person")),
    "org:give_account": _thing_act(_uids("person"), sees=ADMIN),
    "org:renew_password": _thing_act(_uids("person"), sees=ADMIN),
    "org:close_account": _thing_act(_uids("person"), sees=ADMIN),
    "org:reset_factors": _thing_act(_uids("person"), frozenset(), sees=frozenset()),
    "org:link_account": _thing_act(_uids("person")),
    "org:bind_identity": _thing_act(_uids("person"), sees=ADMIN),
    "org:end_identity": _thing_act(_bound, sees=ADMIN),
    "org:end_person": _thing_act(_uids("person")),
    "org:groups": _plain(PAGE, STAFF),
    "org:form_group": _plain(FORM, ADMIN),
    "org:group": _thing_page(_groups()),
    "org:seat_post": _thing_act(_groups()),
    "org:unseat_post": _thing_act(_groups("post")),
    "org:close_group": _thing_act(_groups()),
    "org:outside_list": _plain(PAGE, STAFF),
    "org:register_outside": _plain(FORM, ADMIN | CLERKS),
    "org:outside": _thing_page(_uids("outside")),
    "org:change_outside": _thing_act(_uids("outside"), ADMIN | CLERKS),
    "org:close_outside": _thing_act(_uids("outside"), ADMIN | CLERKS),
    "org:add_alias": _thing_act(_uids("outside"), ADMIN | CLERKS),
    "org:withdraw_alias": _thing_act(_uids("outside"), ADMIN | CLERKS),
    "places:list": _plain(PAGE, STAFF),
    "places:register": _plain(FORM, ADMIN | CLERKS),
    "places:place": _thing_page(_uids("place")),
    "places:change": _thing_act(_uids("place"), ADMIN | CLERKS),
    "places:close": _thing_act(_uids("place"), ADMIN | CLERKS),
    "places:position": _thing_act(_uids("place"), ADMIN | CLERKS),
    "places:map": _plain(PAGE, STAFF),
    "places:plan": _plain(PAGE, STAFF),
    "places:set_plan": _plain(FORM, ADMIN | CLERKS),
    "places:plan_version": _thing_page(_plans),
    "places:plan_drawing": _thing_page(_plans),
    "supervision:documents": _plain(PAGE, STAFF - ADMIN),
    "supervision:ladder": _plain(PAGE, those("verifier")),
    "supervision:choose": _plain(PAGE, those("verifier")),
    "supervision:issue": _same(FORM, those("verifier"), "chase"),
    "supervision:desk": _plain(PAGE, those("supervisor")),
    "supervision:notice": _plain(FORM, those("supervisor")),
    "supervision:anomaly": Row(PAGE, {"": those("supervisor")}, {"": NOT_SUPERVISOR}, _anomaly),
    "supervision:decide": Row(FORM, {"": those("supervisor")}, {"": NOT_SUPERVISOR}, _anomaly),
    "supervision:look_backs": _plain(PAGE, SAMPLES),
    "supervision:draw": _plain(FORM, those("verifier")),
    "supervision:look_back": _drawn(_looks),
    "supervision:record": Row(
        FORM,
        {"ours": those("verifier")},
        {"ours": SIGNED_IN - those("verifier foreign"), "theirs": SIGNED_IN - SAMPLES | those("foreign")},
        _looks,
    ),
    "supervision:sample": _drawn(_samples),
    "supervision:document": Row(PAGE, PAPERS, objects=_papers),
    "supervision:acknowledge": Row(POST, ADDRESSED, _told_of(ADDRESSED), _papers),
    "supervision:answer": Row(FORM, ADDRESSED, _told_of(ADDRESSED), _papers),
    "supervision:recall": Row(FORM, ISSUED, _told_of(ISSUED), _papers),
    "occasions:list": _plain(PAGE, SEE_OCCASIONS),
    "occasions:calendar": _plain(PAGE, SEE_OCCASIONS),
    "occasions:series_list": _plain(PAGE, SEE_OCCASIONS),
    "occasions:plan": _plain(FORM, PLAN_OCCASIONS),
    "occasions:plan_series": _plain(FORM, PLAN_OCCASIONS),
    "occasions:occasion": _occasions(PAGE),
    "occasions:series": _occasions(PAGE, things="series"),
    "occasions:ahead": _occasions(POST, "clerk builder foreign", things="series"),
    "occasions:end_series": _occasions(FORM, "clerk builder foreign", things="series"),
    "occasions:hold": _occasions(FORM, "clerk builder foreign"),
    "occasions:attendance": _occasions(FORM, "clerk builder foreign"),
    "occasions:amend": _occasions(FORM, "clerk builder foreign"),
    "occasions:cancel": _occasions(FORM, "clerk builder foreign"),
    "occasions:raise_matter": _occasions(FORM, "clerk builder projects foreign"),
    "portal:form": _public(FORM, _signs),
    "portal:work": _public(PAGE, _signs),
    "portal:find": _public(FORM),
    "portal:tracker": _public(PAGE, _slips),
    "portal:add": _public(POST, _slips),
    "portal:answer": _public(POST, _slips),
    "portal:stop_texts": _public(POST, _slips),
    "portal:links": _plain(PAGE, LINKERS),
    "portal:make_link": _plain(FORM, LINKERS),
    "portal:link": Row(PAGE, LINKED, objects=_links),
    "portal:sheet": Row(PAGE, LINKED, objects=_links),
    "portal:end_link": Row(FORM, LINKED, objects=_links),
    "portal:screening": _plain(PAGE, CLERKS),
    "portal:several": [_same(FORM, CLERKS, code) for code in ("accept", "aside")],
    "portal:held": Row(PAGE, SCREENED, objects=_held),
    "portal:accept": Row(FORM, SCREENED, objects=_held),
    "portal:aside": Row(FORM, SCREENED, objects=_held),
    "portal:back": Row(POST, SCREENED, objects=_held),
    "portal:positions": _positions(PAGE),
    "portal:show_positions": _positions(POST),
    "portal:additions": _plain(PAGE, CLERKS),
    "portal:seen": Row(POST, {"": those("clerk")}, objects=_added),
    "home:home": Row(PAGE, SIGNED_IN),
    "home:search": _plain(PAGE, STAFF - ADMIN),
    **table("ROWS"),
}


OPEN_TO_ALL = frozenset(
    route
    for route, row in ROWS.items()
    if isinstance(row, Row) and isinstance(row.may, frozenset) and row.may >= SIGNED_IN
)
SEEN_BY_BOTH = OPEN_TO_ALL | those(
    "calendars:calendar calendars:year org:units org:unit org:post org:person org:groups org:group "
    "org:outside_list org:outside presets:topics presets:topic presets:version access:roles access:accounts "
    "signin:bind_identity signin:bind_way"
)
OFFICES = {
    "security": SEEN_BY_BOTH
    | those("access:grant access:withdraw access:sessions access:end_session org:reset_factors")
    | those("org:bind_identity org:end_identity")
    | those("signin:providers signin:provider signin:trust_provider")
    | those("presets:adopt matters:routing tokens:machine tokens:end tokens:hooks tokens:subscribe")
    | those("tokens:hook tokens:rotate tokens:end_hook")
    | those(
        "vault:register vault:due vault:erase_due vault:find vault:looks vault:record vault:show vault:erase"
    ),
    "auditor": SEEN_BY_BOTH
    | those("access:audit prooflog:log prooflog:sheet prooflog:take_out prooflog:cosignature")
    | those("prooflog:checkpoint prooflog:growth")
    | those("vault:register vault:due vault:find vault:looks vault:record vault:show"),
}
"""The other two of the three administrators: the routes that are theirs, and no other one is."""


def rows_of(route: str) -> list[Row]:
    """The rows of a route; one that takes the name of an act has one per act."""
    found = ROWS[route]
    return found if isinstance(found, list) else [found]


def everything(stock: Stock) -> list[Asked]:
    """Every address with every object."""
    return [asked for route in ROWS for row in rows_of(route) for asked in row.asked(route, stock)]
