"""Providers that are set up, a wire without a network, and browsers that go out and come back."""

import pytest
from django.test import Client

from banshi.base.signin import actions
from banshi.base.signin.actions import Secret
from banshi.base.signin.providers import setups, transport
from banshi.base.signin.providers.oidc import client as oidc
from banshi.base.signin.providers.wecom import client as wecom
from banshi.base.zones import access
from base.signin.conftest import NOW
from base.signin.doubles import OidcDouble, SamlDouble, Wire


@pytest.fixture(autouse=True)
def wire(monkeypatch):
    """Every session that the house opens speaks to this."""
    wire = Wire()
    open_session = transport.open_session

    def wired():
        session = open_session()
        session.adapters.clear()
        session.mount("https://", wire)
        return session

    monkeypatch.setattr(transport, "open_session", wired)
    for kept in (oidc._documents, oidc._keys, wecom._tokens):
        kept.clear()
    return wire


@pytest.fixture
def set_up(admin):
    """``set_up("wecom", corp_id=…)`` adds a provider and switches it on."""

    def make(kind, *, secret="s3cret-of-ours", on=True, second=False, **settings):
        row = actions.add_provider(
            actor=admin, kind=kind, name=kind, settings=settings, secret=Secret(secret), now=NOW
        )
        if on:
            row = actions.switch_provider(actor=admin, provider=row, active=True, now=NOW)
        if second:
            row = actions.trust_provider(actor=admin, provider=row, second=True, now=NOW)
        return row

    return make


@pytest.fixture
def wecom_row(set_up):
    return set_up("wecom", corp_id="ww0123456789abcdef", agent_id="1000002")


@pytest.fixture
def idp(wire):
    return OidcDouble(wire)


@pytest.fixture
def oidc_row(set_up, idp):
    return set_up("oidc", issuer=idp.issuer, client_id=idp.client)


@pytest.fixture(scope="session")
def saml_idp():
    return SamlDouble()


@pytest.fixture
def saml_row(set_up, saml_idp):
    settings = {"entity_id": saml_idp.entity, "sso_url": saml_idp.sso}
    return set_up("saml", secret="", certificate=saml_idp.certificate, **settings)


@pytest.fixture
def bind(admin):
    """``bind(account, row, "zhangsan")`` as the security administrator does it."""

    def do(account, row, subject):
        setup = setups.by_code(row.code)
        return actions.bind_identity(actor=admin, account=account, setup=setup, subject=subject, now=NOW)

    return do


@pytest.fixture
def own(zone):
    """``own(account)`` is its actor."""
    return lambda account: access.policy().actor_for(account, zone)


@pytest.fixture
def browser():
    return Client
