"""What the ladder tells people. A document of supervision cannot be switched off within the system."""

from django.utils.translation import gettext_lazy as _

from banshi.base.outbox.kinds import Kind, register

VIEW = "supervision.view"


def register_messages() -> None:
    """Declare the kinds; called when the app is ready."""
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
