"""What a rule finds wrong: a stable code, a sentence, the field it is about."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from banshi.base.zones.refusals import Refusal


@dataclass(frozen=True)
class Fault:
    """One reason why an act may not be done."""

    code: str
    message: str | Promise
    field: str | None = None
    params: dict[str, Any] | None = None

    def refusal(self) -> Refusal:
        """The error to raise."""
        return Refusal(self.code, self.message, field=self.field, **(self.params or {}))


def refuse_first(faults: list[Fault]) -> None:
    """Raise the first fault, if there is one."""
    if faults:
        raise faults[0].refusal()
