"""The addresses of the API, put together when the first of them is asked for.

Django asks a resolver for its patterns whenever any address is worked out; this one keeps its own until
something under ``/api/v1/`` is looked for, or an address ``api:…`` is worked out. A process that only shows pages
never imports the packages of the API (measured: 18 MB and 0.2 s, and as much again for the schemas).
"""

from typing import Any

from django.urls import URLResolver
from django.urls.resolvers import RoutePattern

PREFIX = "api/v1/"


class LateResolver(URLResolver):
    """A resolver that its parent cannot hurry."""

    def _populate(self) -> None:
        """Asked by the parent when it collects its own addresses; they are collected in :meth:`_collect`."""

    def _collect(self) -> None:
        super()._populate()

    def check(self) -> list[Any]:
        """The system check would put the API together at every start; a test asks for it instead."""
        return []

    @property
    def reverse_dict(self) -> Any:
        return self._collected("_reverse_dict")

    @property
    def namespace_dict(self) -> Any:
        return self._collected("_namespace_dict")

    @property
    def app_dict(self) -> Any:
        return self._collected("_app_dict")

    def _collected(self, name: str) -> Any:
        from django.utils.translation import get_language

        language = get_language()
        if language not in getattr(self, name):
            self._collect()
        return getattr(self, name)[language]


def late() -> LateResolver:
    """The resolver of the API, for the table of all addresses."""
    return LateResolver(
        RoutePattern(PREFIX, is_endpoint=False), "banshi.base.api.house", app_name="api", namespace="api"
    )
