"""The router of matters, and what its operations share."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from banshi.base.api.registry import register
from banshi.core.matters.models import Matter

router = register("matters", title=_("Matters"), order=100, writes=True)


def href_of(matter: Matter) -> str:
    """Where a matter is found in the API."""
    return reverse("api:matters_matter", args=[matter.subject.uid])
