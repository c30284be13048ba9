"""What the ladder tells people. A document of supervision cannot be switched off within the system."""

from datetime import time

from django.utils.translation import gettext_lazy as _

from banshi.base.jobs import registry
from banshi.base.outbox.kinds import Kind, register

VIEW = "supervision.view"


def register_messages() -> None:
    """Declare the kinds, and the work of every afternoon; called when the app is ready.

    The demonstration's ladder is played by its own part, so nothing is added to a simulated zone.
    """
    from banshi.core.supervision.actions.reminding import remind_job

    registry.register("supervision.remind", remind_job, title=_("Reminders that the ladder asks"))
    registry.recur("supervision.remind", at=time(16, 30), simulated=False)
    register(
        Kind("supervision.issued", _("please answer it"), "supervision.answer", VIEW, binding=True),
        Kind("supervision.answered", _("it was answered, please look"), "supervision.issue", VIEW),
        Kind(
            "supervision.recalled",
            _("it was recalled, please look"),
            "supervision.answer",
            VIEW,
            binding=True,
        ),
    )
