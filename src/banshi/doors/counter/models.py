"""Who took a matter in, how it came, and how the raiser is to be called back."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from banshi.base.zones.models import Zone
from banshi.core.matters.models import Matter
from banshi.core.org.models import Person, Post, Unit


class Way(models.TextChoices):
    """How it came."""

    CALL = "call", _("Telephone call")
    WALK_IN = "walk_in", _("Walk-in")
    ON_BEHALF = "on_behalf", _("Entered for a neighbour")
    MESSAGE = "message", _("Pasted message")


class CallBack(models.TextChoices):
    """Through whom the raiser is asked afterwards."""

    RAISER = "raiser", _("The raiser himself")
    AUTHOR = "author", _("Through whoever entered it")


class FirstContact(models.Model):
    """The first contact of a matter: whoever took it in answers to the raiser until a department has signed.

    ``wanted_by`` is the day that the raiser asked for; the department's deadline is another one.
    """

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    matter = models.OneToOneField(Matter, models.PROTECT, related_name="first_contact")
    way = models.CharField(max_length=12, choices=Way.choices)
    call_back = models.CharField(max_length=8, choices=CallBack.choices, default=CallBack.RAISER)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField()
    wanted_by = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.way} {self.matter_id}"
