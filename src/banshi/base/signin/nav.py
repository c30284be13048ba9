from django.utils.translation import gettext_lazy as _

from banshi.base.ui import nav

# Who sets up and who vouches are never one person, so nobody sees both lines.
for code, verb in (("providers", "signin.set_up"), ("providers_vouched", "signin.trust")):
    nav.register(
        nav.Entry(
            code=code,
            label=_("Sign-in providers"),
            url_name="signin:providers",
            order=940,
            icon="key",
            verb=verb,
        )
    )
