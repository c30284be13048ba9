"""Routing of one's own zone: which unit keeps the ledger, which verifies, which collects what."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from banshi.base.ui.forms import DateField, Form, dress
from banshi.base.zones.access import Actor
from banshi.core.matters.rules.routing import Routing
from banshi.core.org.fields import UnitField
from banshi.core.org.models import Unit

COLLECTOR = "collector_"


class RoutingForm(Form):
    """The units of the routing rules; what no unit collects comes to the ledger office."""

    def __init__(self, *args: Any, actor: Actor, routing: Routing, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.routing = routing
        units = {unit.code: unit for unit in Unit.objects.visible_to(actor)}
        fields = {
            "ledger_unit": (_("Unit that keeps the ledger"), routing.ledger_unit, True),
            "verification_unit": (_("Unit that verifies"), routing.verification_unit, True),
        }
        english = (get_language() or "").startswith("en")
        for code, names in routing.sources.items():
            label = _("Collects: %(source)s") % {"source": names["en" if english else "zh"]}
            fields[COLLECTOR + code] = (label, routing.collectors.get(code, ""), False)
        for name, (label, code, required) in fields.items():
            self.fields[name] = UnitField(actor, label=label, required=required, initial=units.get(code))
        self.fields["effective_on"] = DateField(label=_("Effective from"))
        for field in self.fields.values():
            dress(field)

    def body(self) -> dict[str, Any]:
        """The body of the next version of the rules."""
        given = self.cleaned_data
        collectors = {
            name.removeprefix(COLLECTOR): unit.code
            for name, unit in given.items()
            if name.startswith(COLLECTOR) and unit is not None
        }
        return {
            "ledger_unit": given["ledger_unit"].code,
            "verification_unit": given["verification_unit"].code,
            "collectors": collectors,
            "sources": self.routing.sources,
        }
