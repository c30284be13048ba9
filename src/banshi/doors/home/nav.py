"""What the start page brings to the shell."""

from banshi.base.ui import nav

nav.register_search(nav.Search("home:search", "search.use"))
