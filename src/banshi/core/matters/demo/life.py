"""One matter of the demonstration, played by the posts whose acts they are.

``script`` in the table: C closed after so many working days, E eased, F closed and fairly
satisfied, N closed without an answer, T with an extension, B sent back once, O after «not mine»,
R re-opened, S submitted late in May, I in hand, P in hand and overdue, W waiting outside,
X explained, Y waits for an extension, D dispatched, G entered late, Q received only, M a duplicate, L not accepted.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.core.files.base import ContentFile

from banshi.base.calendars.queries import load_calendar
from banshi.base.zones.demo import Demo, Life
from banshi.core.matters import actions
from banshi.core.matters.demo.pictures import picture
from banshi.core.matters.models import Matter

HANDLERS = {
    "construction_bureau": "building_staff",
    "environment_bureau": "environment_staff",
    "project_service_centre": "project_staff",
    "enterprise_service_centre": "enterprise_staff",
    "economic_development_bureau": "economy_head",
}
LEADERS = {
    "construction_bureau": "member_construction",
    "environment_bureau": "member_construction",
    "project_service_centre": "member_industry",
    "economic_development_bureau": "member_industry",
    "enterprise_service_centre": "deputy_secretary",
}
COLLECTORS = {
    "infrastructure": "building_staff",
    "industrial": "project_staff",
    "enterprise": "enterprise_staff",
}
URGENT = frozenset({"urgent_supply", "danger"})


class MatterLife:
    """Plays one row; each ``yield`` says when the next act happens."""

    def __init__(self, demo: Demo, row: dict[str, str], number: int):
        self.demo, self.row, self.number = demo, row, number
        self.calendar = load_calendar(demo.zone)
        self.raised_on = date.fromisoformat(row["day"])
        self.script, self.detail = row["script"][0], row["script"][1:]
        self.matter: Matter | None = None

    def live(self) -> Life:
        """The whole life."""
        entered = date.fromisoformat(self.row["entered"] or self.row["day"])
        yield self._at(entered, 9)
        self._receive()
        yield from self._after_intake(entered)

    def _after_intake(self, entered: date) -> Iterator[datetime]:
        if self.script == "Q":
            return
        yield self._at(entered, 10)
        if self.script == "M":
            self._merge()
            return
        if self.script == "L":
            actions.decline_matter(
                **self._by("ledger_staff"),
                reason="对仲裁结果不服应向人民法院起诉，园区不受理诉讼类事项，已告知起诉期限和地址。",
                told_on=self._today(),
            )
            return
        self.matter = actions.register_matter(**self._by("ledger_staff"))
        yield from self._key_listing()
        yield from self._dispatch()
        yield from getattr(self, f"_script_{self.script}", self._script_closed)()

    def _receive(self) -> None:
        row, things = self.row, self.demo.things
        place = things.get(row["place"])
        self.matter = actions.receive_matter(
            actor=self._actor(COLLECTORS[row["source"]]),
            now=self.demo.now,
            title=row["title"],
            words=row["words"],
            kind=row["kind"],
            category=row["category"],
            source_kind=row["source"],
            raiser=self._raiser(),
            raised_on=self.raised_on,
            place=place,
        )

    def _raiser(self) -> actions.Raiser:
        kind, _colon, rest = self.row["raiser"].partition(":")
        things = self.demo.things
        if kind == "resident":
            return actions.Raiser(
                "resident",
                org=things[rest],
                name=f"村民({self.number:02d})",
                phone=f"1990000{self.number:04d}",
            )
        if kind == "unit":
            return actions.Raiser("office", unit=things[rest])
        return actions.Raiser(
            "enterprise",
            org=things[kind],
            name=f"企业联系人({self.number:02d})",
            phone=f"1980000{self.number:04d}",
        )

    def _merge(self) -> None:
        title = self.row["script"].partition(":")[2]
        into = Matter.objects.get(zone=self.demo.zone, title=title)
        actions.merge_matter(**self._by("ledger_staff"), into=into)

    def _key_listing(self) -> Iterator[datetime]:
        if self.row["key"]:
            yield self._at(date.fromisoformat(self.row["key"]), 8, 45)
            self.matter = actions.set_key_listing(**self._by("ledger_staff"), listed=True)

    def _dispatch(self) -> Iterator[datetime]:
        day = max(self._today(), self.raised_on)
        if self.script == "D" and self.raised_on.month == 5:
            day = date(2021, 5, 31)
        elif self.script == "G":
            day = date(2021, 6, 7)
        elif not self._urgent and day == self.raised_on:
            day = self.calendar.next_workday(day)
        yield self._at(day, 11 if self._urgent else 14)
        unit = "environment_bureau" if self.script == "O" else self.row["unit"]
        days = 1 if self._urgent else int(self.detail or 0) + 2 if self.detail.isdigit() else 10
        due_on = day + timedelta(days=1) if self._urgent else self.calendar.add_workdays(day, days)
        self.matter = actions.dispatch_matter(
            **self._by("ledger_staff"),
            lead_leader=self.demo.things[LEADERS[unit]],
            responsible_unit=self.demo.things[unit],
            due_on=due_on,
            requirement=self.row["requirement"] or "连续一周电压监测合格，监测记录送达企业",
            immediate=self._urgent,
            co_parts=self._co_parts(unit),
        )

    def _co_parts(self, unit: str) -> tuple[actions.CoPart, ...]:
        if self.row["category"] != "dispute" or unit == "enterprise_service_centre":
            return ()
        return (actions.CoPart(self.demo.things["enterprise_service_centre"]),)

    # --- the scripts -------------------------------------------------------------------------

    def _script_closed(self) -> Iterator[datetime]:
        yield from self._sign()
        if self.script == "T":
            yield from self._extend()
        yield from self._co_reply()
        yield from self._work_and_submit(int(self.detail))
        if self.script == "B":
            yield from self._sent_back()
        yield from self._verify_ask_close()
        if self.script == "R":
            yield from self._reopen()

    def _script_O(self) -> Iterator[datetime]:
        yield self._later(hours=2)
        actions.object_matter(
            **self._by("environment_staff"), reason="消防验收资料由项目服务中心帮办，不属环保职责。"
        )
        yield self._later(hours=1)
        self.matter = actions.settle_objection(
            **self._by("ledger_staff"),
            upheld=True,
            reason="经核，验收帮办由项目服务中心牵头，改交。",
            responsible_unit=self.demo.things[self.row["unit"]],
        )
        yield from self._script_closed()

    def _script_S(self) -> Iterator[datetime]:
        yield from self._sign()
        yield self._at(date(2021, 5, 28), 16)
        self._submit()
        yield self._at(date(2021, 6, 1), 10)
        yield from self._verify_ask_close()

    def _script_I(self) -> Iterator[datetime]:
        yield from self._sign()
        yield self._workday(2, 15)
        self._progress("已到现场核实，正在落实。")
        yield self._workday(2, 16)
        actions.reply_interim(
            **self._by(self._handler),
            text="已告知反映人办理情况和下一次答复日期。",
            told_on=self._today(),
            next_on=self.calendar.add_workdays(self._today(), 10),
        )

    def _script_Y(self) -> Iterator[datetime]:
        yield from self._script_I()
        yield self._at(date(2021, 6, 16), 15)
        until = self.calendar.add_workdays(self.matter.due_on, 5)
        actions.ask_extension(**self._by(self._handler), until_on=until, reason="招聘会改期一周，对接顺延。")

    def _script_P(self) -> Iterator[datetime]:
        yield from self._sign()
        yield self._later(hours=3)
        self._progress("管网巡查两处，正在排查浑浊原因，已送桶装水。")

    def _script_W(self) -> Iterator[datetime]:
        yield from self._sign()
        yield self._workday(2, 10)
        actions.wait_for_outside(
            **self._by(self._handler),
            outside="区外供电公司" if self.row["category"] == "utilities" else "第三方监测单位",
            reason="方案已报送，等对方批复。",
            until_on=date(2021, 6, 25),
        )

    def _script_X(self) -> Iterator[datetime]:
        yield from self._sign()
        yield self._workday(3, 15)
        actions.explain_matter(
            **self._by(self._handler),
            text="受指标和规划限制暂不能解决，原因已当面说明，列入挂账，到期复核。",
            told_on=self._today(),
            review_on=date(2021, 6, 30) if self.row["key"] else date(2021, 7, 15),
        )

    def _script_D(self) -> Iterator[datetime]:
        if self.raised_on < date(2021, 6, 11):
            yield from self._sign()

    def _script_G(self) -> Iterator[datetime]:
        yield from self._script_I()

    # --- the steps ---------------------------------------------------------------------------

    def _sign(self) -> Iterator[datetime]:
        yield self._later(minutes=30) if self._urgent else self._workday(1, 9)
        self.matter = actions.sign_matter(**self._by(self._handler))

    def _extend(self) -> Iterator[datetime]:
        yield self._workday(3, 10)
        until = self.calendar.add_workdays(self.matter.due_on, 5)
        actions.ask_extension(
            **self._by(self._handler), until_on=until, reason="增压泵到货晚，需要五个工作日。"
        )
        yield self._workday(1, 10)
        self.matter = actions.decide_extension(
            **self._by(LEADERS[self.row["unit"]]), approved=True, told_on=self._today()
        )

    def _co_reply(self) -> Iterator[datetime]:
        for co in self.matter.co_handlers.select_related("unit"):
            yield self._workday(1, 16)
            actions.reply_as_co_handler(
                **self._by(HANDLERS[co.unit.code]), text="已联系企业，配合意见送牵头单位。"
            )

    def _work_and_submit(self, days: int) -> Iterator[datetime]:
        if days > 2:
            yield self._workday(2, 15)
            self._progress("已现场核实并制定办法，落实责任人。")
        yield self._later(hours=5) if self._urgent else self._workday(max(days - 3, 1), 16)
        self._submit()

    def _progress(self, text: str) -> None:
        self.matter = actions.record_progress(**self._by(self._handler), text=text)

    def _submit(self) -> None:
        eased = self.script == "E"
        self._evidence()
        self.matter = actions.submit_matter(
            **self._by(self._handler),
            outcome="eased" if eased else "solved",
            text=f"已办理:{self.row['requirement']}。",
            remaining="仍缺两人，列入下一场招聘会继续对接。" if eased else "",
        )

    def _evidence(self) -> None:
        by = self._by(self._handler)
        actions.attach_evidence(**by, kind="raiser", dated_on=self._today())
        if self.row["key"]:
            upload = ContentFile(picture(self.number), name=f"办理后_{self.number:02d}.jpg")
            actions.attach_evidence(**by, kind="photo_after", dated_on=self._today(), upload=upload)

    def _sent_back(self) -> Iterator[datetime]:
        yield self._workday(1, 10)
        actions.verify_matter(
            **self._by("inspection_staff"), passed=False, text="现场试机仍跳闸一次，退回重办。"
        )
        yield self._workday(1, 10)
        self._progress("更换配电箱，连续三日试运行。")
        yield self._workday(3, 16)
        self._submit()

    def _verify_ask_close(self) -> Iterator[datetime]:
        yield self._later(hours=3) if self._urgent else self._workday(1, 11)
        self.matter = actions.verify_matter(
            **self._by("inspection_staff"), passed=True, text="到现场查看，与办理要求一致。"
        )
        yield from self._ask()
        yield self._workday(1, 9)
        self.matter = actions.close_matter(**self._by("ledger_staff"))

    def _ask(self) -> Iterator[datetime]:
        if self.script == "N":
            for _try in range(3):
                yield self._workday(1, 9)
                actions.record_try(**self._by("ledger_staff"), text="电话无人接听。")
        yield self._later(hours=2) if not self._urgent else self._workday(1, 9)
        solved, satisfaction = {
            "N": ("no_answer", "no_answer"),
            "F": ("solved", "fairly"),
            "E": ("partly", "satisfied"),
        }.get(self.script, ("solved", "satisfied"))
        self.matter = actions.record_answer(
            **self._by("ledger_staff"),
            solved=solved,
            satisfaction=satisfaction,
            channel="phone",
            answered_on=self._today(),
            text="" if self.script == "N" else "电话回访，反映人已答复。",
        )

    def _reopen(self) -> Iterator[datetime]:
        yield self._at(date(2021, 5, 31), 8, 50)
        self.matter = actions.record_answer(
            **self._by("ledger_staff"),
            solved="not_solved",
            satisfaction="dissatisfied",
            channel="phone",
            answered_on=date(2021, 5, 30),
            text="前日大雨，沟又堵了，菜地进了水。",
        )
        yield self._at(date(2021, 6, 3), 10)
        self._progress("重新清沟并砌筑挡土，正在观察。")

    # --- who and when ------------------------------------------------------------------------

    @property
    def _urgent(self) -> bool:
        return self.row["kind"] in URGENT

    @property
    def _handler(self) -> str:
        return HANDLERS[self.row["unit"]]

    def _actor(self, post: str):
        return self.demo.actor(self.demo.things[f"account:{post}"])

    def _by(self, post: str) -> dict:
        return {"actor": self._actor(post), "matter": self.matter, "now": self.demo.now}

    def _today(self) -> date:
        return self.calendar.local_day(self.demo.now)

    def _at(self, day: date, hour: int, minute: int = 0) -> datetime:
        return self.demo.at(day, hour, minute) + timedelta(minutes=self.number % 30)

    def _later(self, *, hours: int = 0, minutes: int = 0) -> datetime:
        return self.demo.now + timedelta(hours=hours, minutes=minutes)

    def _workday(self, days: int, hour: int) -> datetime:
        return self._at(self.calendar.add_workdays(self._today(), days), hour)
