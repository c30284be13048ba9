"""The other end of a channel as a double, and acts of tests that tell."""

from banshi.base.history.acts import use_case
from banshi.base.outbox import actions
from banshi.base.outbox.actions.delivering import deliver
from banshi.base.outbox.actions.routing import route
from banshi.base.outbox.channels import Failed
from banshi.base.vault import store as vault
from banshi.base.zones import clock

DOWN = Failed("unreachable", down=True)


class Double:
    """The other end: keeps what it took, in order, by key where it knows keys."""

    def __init__(self):
        self.took, self.calls, self.failure, self.after = [], 0, None, None
        self.keys = set()
        self.knows_keys = True

    def send(self, channel, letter):
        self.calls += 1
        if self.failure:
            raise self.failure
        if not (self.knows_keys and letter.key in self.keys):
            self.took.append((letter.to, letter.text))
            self.keys.add(letter.key)
        if self.after:
            error, self.after = self.after, None
            raise error

    @property
    def numbers(self):
        return [text for _to, text in self.took]


@use_case("test.tell")
def tell(*, actor, now, messages, fail=False):
    for message in messages:
        actions.put(actor=actor, **message)
    if fail:
        raise RuntimeError("taken back")


class Desk:
    """Tells, lets the clock go on, and works the outbox."""

    def __init__(self, world, double, now):
        self.world, self.double, self.now = world, double, now
        self.channel = self.add("Chat")

    def add(self, name, kind="test"):
        values = {"host": "chat.example"}
        return actions.keep_channel(
            actor=self.world.system, kind=kind, name=name, values=values, now=self.now
        )

    def likes(self, name, channel="own", muted=()):
        row = self.channel if channel == "own" else channel
        actions.choose(
            actor=self.world.actor(name), channel=row, address=f"{name}@example", muted=muted, now=self.now
        )

    def tell(self, *numbers, kind="test.asked", by="clerk", **more):
        audience = (
            more if {"units", "posts", "phone", "accounts"} & set(more) else {"posts": [self.post("builder")]}
        )
        subject = self.world.firm.subject
        with clock.fixed(self.now):
            messages = [
                {"kind": kind, "subject": subject, "number": number, **more, **audience} for number in numbers
            ]
            tell(actor=self.world.actor(by), now=self.now, messages=messages)

    def post(self, name):
        return self.world.posts[name].pk

    def work(self, after=None, worker="w"):
        """Let so much time pass, then work what waits."""
        if after is not None:
            self.now += after
        with clock.fixed(self.now):
            routed = route(self.world.zone)
            return routed, deliver(self.world.zone, worker)


@use_case("test.seal")
def seal(*, actor, now, subject):
    return vault.put(subject, "phone", "138 1234 5678", findable=True)


@use_case("test.erase_told")
def erase(*, actor, now, subject):
    vault.erase(subject)


@use_case("test.event")
def event(*, actor, now, channel, number):
    actions.put_event(
        actor=actor, channel=channel, kind="test.asked", subject=None, number=number, body={"n": number}
    )
