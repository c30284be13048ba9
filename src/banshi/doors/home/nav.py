from django.utils.translation import gettext_lazy as _

from banshi.base.ui import nav

nav.register(nav.Entry(code="home", label=_("Home"), url_name="home:home", order=0, icon="home"))
nav.register_search(nav.Search("home:search", "search.use"))
