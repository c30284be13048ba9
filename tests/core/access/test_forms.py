"""The form of a grant names posts and units as outsiders see them: by code, in protocol order."""

from banshi.core.access.forms import GrantForm
from banshi.core.org.models import Post, Unit

TODAY_FORM = {"role": "handler", "starts_on": "2021-05-17"}


def test_a_grant_is_asked_by_codes_and_not_by_row_numbers(world, now):
    post, unit = Post.objects.first(), Unit.objects.first()
    actor = world.actor("administrator")
    sent = TODAY_FORM | {"post": post.code, "scope_unit": unit.code}
    form = GrantForm(sent, actor=actor, today=now.date())
    assert form.is_valid(), form.errors
    assert (form.cleaned_data["post"], form.cleaned_data["scope_unit"]) == (post, unit)
    assert not GrantForm(sent | {"post": str(post.pk)}, actor=actor, today=now.date()).is_valid()


def test_posts_are_offered_in_protocol_order(world, now):
    offered = list(GrantForm(actor=world.actor("administrator"), today=now.date()).fields["post"].queryset)
    assert offered == sorted(offered, key=lambda post: (post.unit.protocol, post.order, post.pk))
