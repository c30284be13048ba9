"""Walking a matter through its life in tests, each act by the person whose act it is."""

from datetime import date, datetime

from banshi.core.matters import actions
from banshi.core.matters.models import Matter
from support.zone import World


class Walk:
    """Takes one matter as far as asked; ``matter`` is always what the last act returned."""

    def __init__(self, world: World, now: datetime, **intake):
        self.world, self.now, self.intake = world, now, intake
        self.matter: Matter | None = None

    def again(self) -> Matter:
        """The matter as the database has it."""
        return Matter.objects.get(pk=self.matter.pk)

    def _by(self, name: str) -> dict:
        return {"actor": self.world.actor(name), "matter": self.matter, "now": self.now}

    def receive(self) -> Matter:
        values = {
            "title": "厂区门前排水不畅",
            "words": "一下雨门口就积水,货车进不来。",
            "kind": "problem",
            "category": "roads",
            "source_kind": "enterprise",
            "raiser": actions.Raiser("enterprise", org=self.world.firm, name="行政专员", phone="13800000000"),
            "raised_on": date(2021, 5, 17),
            "place": self.world.place,
        } | self.intake
        self.matter = actions.receive_matter(actor=self.world.actor("clerk"), now=self.now, **values)
        return self.matter

    def register(self) -> Matter:
        self.receive()
        self.matter = actions.register_matter(**self._by("clerk"))
        return self.matter

    def dispatch(self, **changes) -> Matter:
        if self.matter is None:
            self.register()
        values = {
            "lead_leader": self.world.posts["leader"],
            "responsible_unit": self.world.units["construction_bureau"],
            "due_on": date(2021, 5, 25),
            "requirement": "门前排水沟疏通,中雨不积水",
        } | changes
        self.matter = actions.dispatch_matter(**self._by("clerk"), **values)
        return self.matter

    def sign(self) -> Matter:
        self.dispatch()
        self.matter = actions.sign_matter(**self._by("builder"))
        return self.matter

    def submit(self, **changes) -> Matter:
        self.sign()
        actions.attach_evidence(**self._by("builder"), kind="raiser", dated_on=date(2021, 5, 17))
        values = {"outcome": "solved", "text": "已疏通并清运淤泥。"} | changes
        self.matter = actions.submit_matter(**self._by("builder"), **values)
        return self.matter

    def verified(self) -> Matter:
        self.submit()
        self.matter = actions.verify_matter(**self._by("verifier"), passed=True, text="现场查看属实。")
        return self.matter

    def answer(self, **changes) -> Matter:
        values = {
            "solved": "solved",
            "satisfaction": "satisfied",
            "channel": "phone",
            "answered_on": date(2021, 5, 17),
        } | changes
        self.matter = actions.record_answer(**self._by("clerk"), **values)
        return self.matter

    def close(self) -> Matter:
        self.verified()
        self.answer()
        self.matter = actions.close_matter(**self._by("clerk"))
        return self.matter
