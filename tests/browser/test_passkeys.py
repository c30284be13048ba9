"""Passkeys in a real browser, with the authenticator that Chromium brings for tests."""

import pytest

from banshi.base.signin.models import Event, Factor, RecoveryCode
from browser.conftest import NOW, PASSWORD, SIZES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def authenticator(page):
    """A device in the browser that has a PIN, keeps keys and says yes."""
    talk = page.context.new_cdp_session(page)
    talk.send("WebAuthn.enable")
    made = talk.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return talk, made["authenticatorId"]


def sign_in(page, login):
    page.goto("/sign/in")
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    page.click("main .btn-primary")


def forget(account):
    """As if nothing had been set up: the world is that of the module."""
    Factor.objects.filter(account=account).update(ended_at=NOW, credential=None)
    RecoveryCode.objects.filter(account=account).update(ended_at=NOW)


@pytest.mark.parametrize("size", sorted(SIZES))
def test_a_passkey_is_made_and_signs_in_both_ways(tab, world, size):
    forget(world.accounts["clerk"])
    page = tab(size)
    talk, device = authenticator(page)
    login = world.accounts["clerk"].login
    sign_in(page, login)
    page.wait_for_url("**/")
    page.goto("/sign/factors/passkey")
    page.fill("[name=name]", "办公电脑")
    page.get_by_role("button", name="创建通行密钥").click()
    page.wait_for_selector(".codes")
    assert page.locator(".codes li").count() == 10
    page.get_by_role("link", name="已保管好").click()
    page.wait_for_selector("main >> text=办公电脑")

    page.context.clear_cookies()
    page.goto("/sign/in")
    page.get_by_role("button", name="用通行密钥登录").click()
    page.wait_for_url("**/")
    assert Event.objects.filter(kind="signed_in").latest("pk").detail == "passkey"

    page.context.clear_cookies()
    sign_in(page, login)
    page.wait_for_url("**/sign/second")
    page.get_by_role("button", name="使用通行密钥").click()
    page.wait_for_url("**/")

    # A device that refuses leads nowhere, and the page says so.
    page.context.clear_cookies()
    talk.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    page.goto("/sign/in")
    page.get_by_role("button", name="用通行密钥登录").click()
    page.wait_for_selector("[data-passkey-says=failed]:not([hidden])")
    assert page.url.endswith("/sign/in")
