"""Two zones with one of everything that an address can name."""

import io
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from banshi.base.api.actions import make_token, subscribe
from banshi.base.api.models import Subscription, Token
from banshi.base.files import blobs, intake
from banshi.base.files.models import StoredFile
from banshi.base.imports.models import Run
from banshi.base.jobs.models import Job
from banshi.base.outbox.actions import keep_channel
from banshi.base.outbox.actions.routing import route
from banshi.base.outbox.models import Channel, Notice
from banshi.base.papers.actions import ask_bundle, issue_paper, keep_bundle, write_paper
from banshi.base.papers.bundle import packed
from banshi.base.papers.models import Bundle, Written
from banshi.base.papers.rules import Words
from banshi.base.presets.actions import adopt_preset
from banshi.base.prooflog.actions.keeping import register_witness
from banshi.base.prooflog.actions.sequencing import sequence_all
from banshi.base.prooflog.models import Witness
from banshi.base.signin.actions import Secret, add_provider, bind_identity, switch_provider
from banshi.base.signin.models import Factor, ForeignIdentity
from banshi.base.signin.providers import setups
from banshi.base.signin.store import public_of
from banshi.base.tables.actions import save_view
from banshi.base.tables.models import SavedView
from banshi.base.zones import clock
from banshi.base.zones.ids import uuid7
from banshi.base.zones.models import Account, Label
from banshi.core.access.models import RoleGrant
from banshi.core.matters import actions
from banshi.core.matters.models import Matter
from banshi.core.occasions.actions import Present, hold_occasion, plan_occasion, plan_series
from banshi.core.occasions.models import Occasion, Series
from banshi.core.occasions.rules import Recurrence
from banshi.core.org.actions import deputise, form_group, seat_post
from banshi.core.places.models import Plan
from banshi.core.supervision.actions import draw_sample, issue_document
from banshi.core.supervision.models import Document, LookBack
from banshi.core.supervision.queries import desk
from banshi.doors.open311.actions import report_by_open311
from banshi.doors.open311.models import Report as Open311Report
from banshi.doors.open311.rules import Given
from banshi.doors.portal.actions import Sender, add_to_report
from banshi.doors.portal.actions.receiving import Files
from banshi.doors.portal.codes import code_of
from banshi.doors.portal.models import Addition, IntakeLink, Report
from banshi.doors.portal.people import public_actor
from banshi.doors.portal.queries import link_of
from banshi.kernel.proof import ed25519
from banshi.kernel.proof.keys import COSIGNATURE
from support.imports import Clerk
from support.matters import Walk
from support.plans import set_drawing
from support.portal import make_link, send
from support.programmes import each, table
from support.zone import START, World, build, join

SHEET = "标题,反映日期,企业名称\n路灯不亮,2021-05-10,\n井盖松动,2021-05-11,无此公司\n".encode()
"""A workbook that was tried and waits: one row can be taken over, one is refused."""


def photo(colour: str) -> SimpleUploadedFile:
    """A picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, "JPEG")
    return SimpleUploadedFile(f"{colour}.jpg", out.getvalue(), "image/jpeg")


@dataclass
class Stock:
    """``here`` and ``there`` are the zones; ``matters`` and ``files`` go by the name of the matter."""

    here: World
    there: World
    matters: dict[str, Matter] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)
    groups: dict[str, UUID] = field(default_factory=dict)
    witnesses: dict[str, Witness] = field(default_factory=dict)
    view: SavedView | None = None
    papers: dict[str, Document] = field(default_factory=dict)
    written: dict[str, Written] = field(default_factory=dict)
    bundles: dict[str, Bundle] = field(default_factory=dict)
    looks: dict[str, LookBack] = field(default_factory=dict)
    factors: dict[str, Factor] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    report: Open311Report | None = None
    identity: ForeignIdentity | None = None
    runs: dict[str, Run] = field(default_factory=dict)
    hook: Subscription | None = None
    anomaly: tuple[str, str] = ("", "")
    channels: dict[str, Channel] = field(default_factory=dict)
    jobs: dict[str, Job] = field(default_factory=dict)
    notices: dict[str, Notice] = field(default_factory=dict)
    links: dict[str, IntakeLink] = field(default_factory=dict)
    held: dict[str, Report] = field(default_factory=dict)
    addition: Addition | None = None
    receipt: str = ""
    occasions: dict[str, Occasion] = field(default_factory=dict)
    series: dict[str, Series] = field(default_factory=dict)
    plans: dict[str, Plan] = field(default_factory=dict)
    of: dict[str, Any] = field(default_factory=dict)
    """What programmes lay down, by names of their own."""

    def account(self, actor: str) -> Account:
        """The account of one of :data:`ACTORS`."""
        found = self.there.accounts["clerk"] if actor == "foreign" else self.here.accounts[actor]
        return Account.objects.get(pk=found.pk)

    def client(self, actor: str) -> Client:
        """A browser in the hands of one of :data:`ACTORS`."""
        client = Client(raise_request_exception=False)
        if actor != "stranger":
            client.force_login(self.account(actor))
        return client

    def session_of(self, actor: str) -> str:
        """The public name of a session that was opened at the beginning."""
        return self.sessions[actor]

    def grant(self, zone: str) -> RoleGrant:
        """Some role that is granted in a zone."""
        world = self.here if zone == "ours" else self.there
        return RoleGrant.objects.filter(zone=world.zone).order_by("pk")[0]

    def add(
        self, name: str, world: World, colour: str, *, label: int = Label.INTERNAL, unit: str = "builder"
    ):
        """A matter in hand, with a photo, under a label."""
        now = actions_now()
        walk = Walk(world, now, title=f"{name}门前积水", words=f"{name}:一下雨门口就积水。")
        walk.dispatch(responsible_unit=world.posts[unit].unit)
        by = world.actor(unit)
        walk.matter = actions.sign_matter(actor=by, matter=walk.matter, now=now)
        actions.attach_evidence(
            actor=by,
            matter=walk.matter,
            kind="photo_after",
            dated_on=date(2021, 5, 17),
            now=now,
            upload=intake.take(world.zone, photo(colour)),
        )
        if label != Label.INTERNAL:
            actions.amend_matter(
                actor=world.actor("clerk"),
                matter=walk.again(),
                title=walk.matter.title,
                category=walk.matter.category,
                label=label,
                now=now,
            )
        self.matters[name] = walk.again()
        self.files[name] = self.matters[name].evidence.get().file
        return self.matters[name]


def actions_now():
    """The moment at which everything here happens."""
    from support.zone import NOW

    return NOW


def write(world: World) -> Written:
    """A notice, as a draft."""
    words = Words(
        house="青屿经济开发区文件", recipients="各部门", body="一、总体要求\n按期办结。", signature="青屿"
    )
    return write_paper(
        actor=world.actor("clerk"), kind="notice", title="关于雨季排水的通知", words=words, now=actions_now()
    )


def _worlds() -> tuple[World, World]:
    """Two zones, with the people whom programmes bring."""
    worlds = build(), build("donghu")
    for world in worlds:
        for name, spec in table("PEOPLE").items():
            join(world, name, *spec)
    return worlds


def bundle(world: World, matter: Matter) -> Bundle:
    """A clerk's file of receipts, ready to be taken."""
    by = {"actor": world.actor("clerk"), "now": actions_now()}
    row = ask_bundle(**by, kind="matter", things=(matter.subject.uid,), form="pdf")
    content = packed([("销号回执-0001-0001.pdf", b"%PDF-")])
    sha = blobs.keep(world.zone.uid, content)
    file = intake.Taken(world.zone.pk, sha, sha, "", len(content), "application/zip", "销号回执.zip")
    return keep_bundle(**by, bundle=row, file=file, papers=1, refused=())


def make() -> Stock:
    """Build it at the moment of the clock."""
    stock = Stock(*_worlds())
    stock.add("own", stock.here, "red")
    stock.add("other", stock.here, "green", unit="projects")
    stock.add("theirs", stock.there, "blue")
    for name, world in (("issued", stock.here), ("draft", stock.here), ("theirs", stock.there)):
        stock.written[name] = write(world)
        if name == "issued":
            clerk = world.actor("clerk")
            stock.written[name] = issue_paper(actor=clerk, paper=stock.written[name], now=actions_now())
    for name, world in (("ours", stock.here), ("theirs", stock.there)):
        by = {"actor": world.actor("administrator"), "now": actions_now()}
        group = form_group(
            **by, code="office", name_zh="办实事领导小组", name_en="Leading group", starts_on=START
        )
        seat_post(**by, group=group, post=world.posts["leader"], role="member", starts_on=START)
        deputise(
            **by,
            post=world.posts["leader"],
            person=world.people["idle"],
            starts_on=date(2021, 6, 1),
            ends_on=date(2021, 6, 4),
            reason="外出学习",
        )
        stock.groups[name] = group.subject.uid
        key = ed25519.secret(f"banshi/witness-{name}", name.ljust(32).encode(), COSIGNATURE).public
        stock.witnesses[name] = register_witness(**by, vkey=key.text(), place="纪工委机房")
    by = {"actor": stock.here.actor("clerk"), "now": actions_now()}
    stock.view = save_view(**by, path="/matters/", query="group=open", name="在办")
    for name, world, matter in (("own", stock.here, "own"), ("theirs", stock.there, "theirs")):
        stock.papers[name] = issue_document(
            actor=world.actor("verifier"),
            rung="chase",
            matters=[stock.matters[matter]],
            demand="请于5月31日前书面报告。",
            answer_by=date(2021, 5, 31),
            reason="群众反映强烈。",
            now=actions_now(),
        )
    stock.bundles = {
        "own": bundle(stock.here, stock.matters["own"]),
        "theirs": bundle(stock.there, stock.matters["theirs"]),
    }
    stock.runs = {
        "ours": Clerk(stock.here.actor("clerk")).tried(SHEET),
        "theirs": Clerk(stock.there.actor("clerk")).tried(SHEET),
    }
    for name, world in (("ours", stock.here), ("theirs", stock.there)):
        stock.looks[name] = _drawn(world)
    for actor in ("clerk", "foreign"):
        stock.factors[actor] = Factor.objects.create(
            account=stock.account(actor),
            kind="passkey",
            name="安全密钥",
            credential=actor,
            added_at=actions_now(),
        )
        stock.tokens[actor] = _token(stock, actor)
        stock.sessions[actor] = public_of(stock.client(actor).session.session_key)
        stock.jobs[actor] = Job.objects.create(
            zone=(stock.there if actor == "foreign" else stock.here).zone,
            kind="sample",
            account=stock.account(actor),
            created_at=actions_now(),
        )
    for name, world in (("builder", stock.here), ("theirs", stock.there)):
        stock.channels["ours" if name == "builder" else name] = keep_channel(
            actor=world.system,
            kind="wecom",
            name="企业微信",
            values={"corpid": "ww1", "agentid": "1", "secret": "s", "base": "https://chat.invalid"},
            now=actions_now(),
        )
        route(world.zone, 1000)
        mine = Notice.objects.filter(zone=world.zone, account=world.accounts["builder"])
        stock.notices[name] = mine.select_related("message").order_by("pk")[0]
    for name, world in (("ours", stock.here), ("theirs", stock.there)):
        stock.links[name] = link_of(make_link(world, actions_now()).token)
        stock.held[name] = send(stock.links[name], actions_now(), by=Sender("203.0.113.7"))
    _said_after_closing(stock)
    stock.report = _reported(stock.here)
    stock.identity = _providers(stock.here)
    stock.hook = subscribe(
        actor=stock.here.actor("administrator"),
        name="热线",
        url="https://line.example.test/told",
        events=["matters.reopened"],
        now=actions_now(),
    ).subscription
    group = next(one for one in desk.groups(stock.here.actor("supervisor")) if one.lines)
    _occasions(stock)
    stock.plans = {
        name: set_drawing(world) for name, world in (("ours", stock.here), ("theirs", stock.there))
    }
    stock.anomaly = (group.detector.code, group.lines[0].found.key)
    each("lay", stock)
    for world in (stock.here, stock.there):
        sequence_all(world.zone)
    return stock


def _occasions(stock: Stock) -> None:
    """One that was held, one that is ahead, and a series, in each zone; of the unit of the handler ``builder``."""
    for name, world in (("ours", stock.here), ("theirs", stock.there)):
        by = {"actor": world.actor("builder"), "now": actions_now()}
        host = world.posts["builder"].unit
        given = {"kind": "weekly_coordination", "title": "周调度", "host": host, "place": world.place}
        held = plan_occasion(**by, **given, planned_on=date(2021, 5, 10), agenda="一、进度")
        stock.occasions[name] = hold_occasion(
            **by,
            occasion=held,
            held_on=date(2021, 5, 10),
            present=(Present(post=world.posts["builder"]), Present(outside=world.firm, count=2)),
            minutes="按期推进。",
        )
        stock.occasions["ahead" if name == "ours" else "theirs ahead"] = plan_occasion(
            **by, **given, planned_on=date(2021, 5, 24)
        )
        rule = Recurrence("month", 1, None, 10, "next")
        stock.series[name] = plan_series(
            **by, kind="review", title="月讲评", host=host, rule=rule, starts_on=date(2021, 5, 1)
        )


def _token(stock: Stock, actor: str) -> Token:
    world = stock.there if actor == "foreign" else stock.here
    return make_token(
        actor=world.actor("clerk"),
        account=stock.account(actor),
        name="对接热线",
        scopes=["matters:read"],
        known=["matters:read"],
        expires_on=date(2021, 6, 30),
        proved_twice=True,
        now=actions_now(),
    ).token


def _said_after_closing(stock: Stock) -> None:
    """A report that was put right, closed out, and of which its raiser has said something since."""
    key, link, now = uuid7(), stock.links["ours"], actions_now()
    walk = Walk(stock.here, now)
    report = send(link, now, key=key, files=Files(positions=("27.50000,112.50000",)), position_agreed=True)
    walk.matter = actions.register_matter(actor=stock.here.actor("clerk"), matter=report.matter, now=now)
    walk.dispatch()
    by = {"actor": stock.here.actor("builder"), "now": now}
    walk.matter = actions.sign_matter(matter=walk.matter, **by)
    walk.matter = actions.attach_evidence(matter=walk.matter, kind="raiser", dated_on=date(2021, 5, 17), **by)
    walk.matter = actions.submit_matter(matter=walk.matter, outcome="solved", text="已接通。", **by)
    by = {"actor": stock.here.actor("verifier"), "now": now}
    walk.matter = actions.verify_matter(matter=walk.matter, passed=True, text="属实。", **by)
    walk.answer()
    actions.close_matter(actor=stock.here.actor("clerk"), matter=walk.matter, now=now)
    public = public_actor(stock.here.zone)
    add_to_report(actor=public, report=report, text="晚上水压还是低。", now=now, key=uuid7())
    stock.addition, stock.receipt = Addition.objects.get(), code_of(stock.here.zone, key)


def _reported(world: World) -> Open311Report:
    """What came in by Open311, whose door is open in this zone."""
    today = clock.today(world.zone)
    adopt_preset(actor=world.system, topic="open311", code="open", effective_on=today, now=actions_now())
    given = Given("roads", description="路灯不亮", address="园区大道")
    matter = report_by_open311(actor=world.actor("clerk"), given=given, now=actions_now())
    return Open311Report.objects.get(matter=matter)


CERTIFICATE = """-----BEGIN CERTIFICATE-----
MIIBHjCBxaADAgECAgEHMAoGCCqGSM49BAMCMBkxFzAVBgNVBAMMDmlkcC5leGFt
cGxlLmNuMB4XDTIwMDEwMTAwMDAwMFoXDTQ1MDEwMTAwMDAwMFowGTEXMBUGA1UE
AwwOaWRwLmV4YW1wbGUuY24wWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARpwbeU
VWHe4Uzcqb1qBkQSWXJ/+LfR5DviRqo7TBCfoctpWDvz/zHOxcEMYnhhaTJlJUkB
mx2lPdjCNLmjR8O/MAoGCCqGSM49BAMCA0gAMEUCIQDCnQzX69Xs3RmYscWSgFx7
BoSp/B++CAKmumz6K48p7AIgC0c4ZNpRDV4vrxB3LdwJN3OnMIaBL9MqhoXU+YwO
h9s=
-----END CERTIFICATE-----
"""


def _providers(world: World) -> ForeignIdentity:
    """A work chat and an identity provider that are switched on, and the clerk's sign-in at the first."""
    given = {
        "wecom": ({"corp_id": "ww0123456789abcdef", "agent_id": "1000002"}, "s3cret-of-ours"),
        "saml": (
            {
                "entity_id": "https://idp.example.cn/saml",
                "sso_url": "https://idp.example.cn/saml/sso",
                "certificate": CERTIFICATE,
            },
            "",
        ),
    }
    by = {"actor": world.actor("administrator"), "now": actions_now()}
    for kind, (settings, secret) in given.items():
        row = add_provider(**by, kind=kind, name=kind, settings=settings, secret=Secret(secret))
        switch_provider(**by, provider=row, active=True)
    setup = setups.by_code("qingyu-wecom")
    return bind_identity(**by, account=world.accounts["clerk"], setup=setup, subject="ZhiBan")


def _drawn(world: World) -> LookBack:
    """A close-out drawn for a second look; the work of a department that nobody here sits in."""
    start = actions_now()
    walk = Walk(world, start, title="路灯不亮")
    with clock.fixed(start):
        walk.close()
    at = start + timedelta(days=8)
    with clock.fixed(at):
        sample = draw_sample(actor=world.actor("verifier"), now=at, seed="一")
    return sample.tasks.get()


def hide(stock: Stock) -> None:
    """Add what most may not see."""
    stock.add("sensitive", stock.here, "yellow", label=Label.SENSITIVE)
    stock.add("supervision", stock.here, "black", label=Label.SUPERVISION)
