"""Somebody who asks the API with a token."""

import json
from datetime import timedelta
from typing import Any

from django.test import Client

from banshi.base.api.actions import make_token
from banshi.base.api.scopes import scopes
from banshi.base.zones import clock
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Account

ROOT = "/api/v1/"


def secret_for(actor: Actor, *wanted: str, account: Account | None = None) -> str:
    """The secret of a fresh token with these scopes, or with all."""
    known = [one.code for one in scopes()]
    return make_token(
        actor=actor,
        account=account or Account.objects.get(pk=actor.account_id),
        name="对接",
        scopes=wanted or known,
        known=known,
        expires_on=clock.today(actor.zone) + timedelta(days=30),
        proved_twice=True,
        now=clock.now(actor.zone),
    ).secret


class Caller:
    """Asks with a token; ``last`` is the last answer."""

    def __init__(self, secret: str = "", language: str = "en"):
        self.client = Client(raise_request_exception=False)
        self.headers = {"Accept-Language": language}
        if secret:
            self.headers["Authorization"] = f"Bearer {secret}"

    def get(self, where: str, headers: dict[str, str] | None = None, **params: Any) -> Any:
        return self.client.get(_at(where), params, headers={**self.headers, **(headers or {})})

    def post(self, where: str, body: Any = None, key: str = "", headers: dict[str, str] | None = None) -> Any:
        given = {**self.headers, **({"Idempotency-Key": key} if key else {}), **(headers or {})}
        content = json.dumps({} if body is None else body)
        return self.client.post(_at(where), content, content_type="application/json", headers=given)

    def send(self, where: str, key: str = "", **form: Any) -> Any:
        """As a form with files."""
        given = {**self.headers, **({"Idempotency-Key": key} if key else {})}
        return self.client.post(_at(where), form, headers=given)


def _at(where: str) -> str:
    return where if where.startswith("/") else ROOT + where
