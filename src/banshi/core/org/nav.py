from django.utils.translation import gettext_lazy as _

from banshi.base.ui import nav

nav.register(
    nav.Entry(
        code="outside",
        label=_("Enterprises"),
        url_name="org:outside_list",
        order=400,
        icon="building",
        verb="org.view",
    )
)
nav.register(
    nav.Entry(
        code="org", label=_("Organisation"), url_name="org:units", order=910, icon="users", verb="org.edit"
    )
)
