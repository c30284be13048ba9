"""The form of one act: it knows the matter, and what it sends back is what the use case takes."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.forms import BoundField

from banshi.base.ui.forms import Form
from banshi.base.zones.refusals import Refusal
from banshi.core.matters.queries.matter import MatterPage


@dataclass(frozen=True)
class Group:
    """Fields that stand together; ``folded`` ones wait behind a line until they are wanted."""

    fields: tuple[BoundField, ...]
    legend: str = ""
    folded: bool = False
    abreast: bool = False


class ActForm(Form):
    """A form about one matter. Subclasses declare fields named as the use case names them."""

    landing: ClassVar[dict[str, str]] = {}
    folded: ClassVar[tuple[str, ...]] = ("effective_on",)

    def __init__(self, *args: Any, page: MatterPage, **kwargs: Any):
        self.page, self.matter, self.actor = page, page.matter, page.actor
        super().__init__(*args, **kwargs)
        self.prepare()

    def prepare(self) -> None:
        """Set choices and what is proposed."""

    def values(self) -> dict[str, Any]:
        """What the use case is given."""
        return dict(self.cleaned_data)

    def propose(self, **values: Any) -> None:
        """What stands in the fields when the form is first shown."""
        for name, value in values.items():
            self.initial.setdefault(name, value)

    def refuse(self, refusal: Refusal) -> None:
        refusal.field = self.landing.get(refusal.field or "", refusal.field)
        super().refuse(refusal)

    def groups(self) -> list[Group]:
        """The fields as the page lays them out."""
        plain = [self[name] for name in self.fields if name not in self.folded and not self[name].is_hidden]
        later = [self[name] for name in self.folded if name in self.fields]
        wrong = any(bound.errors for bound in later)
        filled = any(bound.value() for bound in later)
        found = [Group(tuple(plain))]
        if later:
            found.append(Group(tuple(later), folded=not (wrong or filled)))
        return found
