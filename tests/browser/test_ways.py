"""Out to a provider and back in a real browser: the policy of our pages lets it, and the link's page is reached."""

from urllib.parse import parse_qs, urlsplit

import pytest

from banshi.base.signin.actions import Secret, add_provider, bind_identity, switch_provider
from banshi.base.signin.models import ForeignIdentity, ProviderRow
from banshi.base.signin.providers import setups, transport
from banshi.base.signin.providers.wecom import rules
from banshi.base.zones import access
from base.signin.doubles import Wire
from browser.conftest import NOW, SIZES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
IN_CHAT = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126 Mobile Safari/537.36 wxwork/4.1.30"


@pytest.fixture
def wecom(world, monkeypatch):
    """A provider that is switched on, and a service that says who has come."""
    system = access.system_actor(world.zone)
    row = ProviderRow.objects.filter(zone=world.zone).first()
    if row is None:
        settings = {"corp_id": "ww0123456789abcdef", "agent_id": "1000002"}
        given = {"kind": "wecom", "name": "企业微信", "settings": settings, "secret": Secret("s3cret")}
        row = add_provider(actor=system, now=NOW, **given)
        switch_provider(actor=system, provider=row, active=True, now=NOW)
    ForeignIdentity.objects.filter(ended_at=None).update(ended_at=NOW)
    wire, open_session = Wire(), transport.open_session
    wire.answer("GET", rules.CORP_GRANT, {"errcode": 0, "access_token": "t", "expires_in": 7200})
    wire.answer("GET", rules.USER, {"errcode": 0, "errmsg": "ok", "userid": "ZhiBan"})

    def wired():
        session = open_session()
        session.mount("https://", wire)
        return session

    monkeypatch.setattr(transport, "open_session", wired)
    return row


def stand_in(page):
    """The provider's own page: it knows who sits there, and sends him back."""

    def answer(route):
        asked = {name: found[0] for name, found in parse_qs(urlsplit(route.request.url).query).items()}
        back = f"{asked['redirect_uri']}?code=c1&state={asked['state']}"
        route.fulfill(status=200, content_type="text/html", body=f'<a id="yes" href="{back}">yes</a>')

    page.route("https://login.work.weixin.qq.com/**", answer)
    page.route("https://open.weixin.qq.com/**", answer)


def bind(world, row, name="clerk"):
    bind_identity(
        actor=access.system_actor(world.zone),
        account=world.accounts[name],
        setup=setups.by_code(row.code),
        subject="ZhiBan",
        now=NOW,
    )


@pytest.mark.parametrize("size", sorted(SIZES))
def test_the_door_leads_out_and_back_to_the_page_that_was_meant(tab, world, wecom, shots, size):
    bind(world, wecom)
    page = tab(size)
    stand_in(page)
    page.goto("/org/")
    page.screenshot(path=shots / f"door-ways-{size}.png", full_page=True)
    page.get_by_role("link", name="用企业微信登录").click()
    page.click("#yes")
    page.wait_for_url("**/org/")


def test_a_link_in_the_chat_needs_no_tap(tab, world, wecom):
    bind(world, wecom)
    page = tab("phone", user_agent=IN_CHAT)
    where = "/org/"
    while not where.startswith("https://open.weixin.qq.com/"):  # where no test may go
        where = page.request.get(where, max_redirects=0).headers["location"]
    asked = {name: found[0] for name, found in parse_qs(urlsplit(where).query).items()}
    page.goto(f"{asked['redirect_uri']}?code=c1&state={asked['state']}")
    page.wait_for_url("**/org/")


@pytest.mark.parametrize("size", sorted(SIZES))
def test_binding_goes_out_after_the_proof(tab, enter, world, wecom, shots, size):
    """The proof is a form, and a form may not lead to another host: a page with a link lies between."""
    page = enter("clerk", size)
    stand_in(page)
    page.goto("/sign/identities")
    page.screenshot(path=shots / f"identities-{size}.png", full_page=True)
    page.get_by_role("link", name="绑定企业微信").click()
    page.get_by_role("link", name="前往企业微信").click()
    page.click("#yes")
    page.wait_for_url("**/sign/identities")
    assert "ZhiBan" in page.inner_text("main")
    page.screenshot(path=shots / f"identities-bound-{size}.png", full_page=True)


@pytest.mark.parametrize("size", sorted(SIZES))
def test_setting_up(enter, wecom, shots, size):
    page = enter("administrator", size)
    page.goto("/sign/providers")
    page.screenshot(path=shots / f"providers-{size}.png", full_page=True)
    page.goto(f"/sign/providers/{wecom.code}")
    page.get_by_role("button", name="测试连接").click()
    page.get_by_role("heading", name="返回结果").wait_for()
    page.screenshot(path=shots / f"provider-{size}.png", full_page=True)
    page.goto("/sign/providers/add/saml")
    page.screenshot(path=shots / f"provider-add-{size}.png", full_page=True)
    assert page.locator("[name=certificate]").is_visible()
