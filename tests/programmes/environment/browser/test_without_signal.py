"""A patrol opened at the office opens at a site without a signal; what is recorded there is sent once, in its order.

What is kept is one account's, goes with a sign-out, and is never shown to another.
"""

from datetime import date

import pytest

from banshi.base.zones import clock
from banshi.programmes.environment.actions import patrols as actions
from banshi.programmes.environment.models import Checked, Finding, PatrolStop
from browser.conftest import NOW, PASSWORD, leave, until
from browser.test_walk import Thumb
from conf.stock import photo
from support.zone import join

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = date(2021, 5, 17)
CACHES = "caches.keys()"
NO_PAGE = r"ERR_INTERNET_DISCONNECTED|ERR_FAILED"
HELD = "caches.keys().then(names => names.filter(name => name.startsWith('kept:')))"


@pytest.fixture(scope="module")
def patrol(world):
    """A patrol of today with one site on its route, and two posts of its unit."""
    with clock.fixed(NOW):
        for name in ("inspector", "second"):
            join(world, name, "construction_bureau", "staff", ("inspector",))
            account = world.accounts[name]
            account.set_password(PASSWORD)
            account.save()
        by = {"actor": world.actor("inspector"), "now": NOW}
        actions.set_site(
            **by,
            place=world.place,
            contractor=world.firm,
            responsible_unit=world.units["project_service_centre"],
            lead_leader=world.posts["leader"],
        )
        host = world.units["construction_bureau"]
        occasion = actions.plan_patrol(**by, host=host, planned_on=DAY, sites=[world.place])
    return f"/environment/patrols/{occasion.subject.uid}/"


@pytest.fixture(scope="module")
def stop(patrol):
    """The address of its stop."""
    return f"/environment/patrols/stops/{PatrolStop.objects.get().uid}/"


def open_at_the_office(page, patrol):
    page.goto(patrol)
    page.wait_for_selector(".kept-line:has-text('本机已于')")


def gone(page):
    page.context.set_offline(True)


def back(page):
    page.context.set_offline(False)


def test_a_stop_never_opened_opens_without_a_signal(patrol, stop, enter, shots):
    page = enter("inspector", "phone")
    open_at_the_office(page, patrol)
    page.screenshot(path=shots / "kept-1-patrol-phone.png", full_page=True)
    assert "1站" in page.inner_text(".kept-line")
    gone(page)
    thumb = Thumb(page)
    thumb.tap(".route-stop")
    page.wait_for_url(f"**{stop}")  # the bar stands on the page before, too
    page.wait_for_selector(".kept-bar:visible")
    thumb.tap("label.field-item:has([name=item][value='5'])")
    thumb.photo("[name=photo]")
    thumb.tap("#finding button[type=submit]")
    page.wait_for_selector("#field-waiting li:has-text('裸土覆盖')")
    again = page.get_attribute("#finding [name=key]", "value")
    page.screenshot(path=shots / "kept-2-stop-phone.png", full_page=True)
    the_kept_copy_gives_no_key_twice(page, stop, again)
    tick_off_the_rest(page)
    elsewhere(page, shots)
    assert (Finding.objects.count(), Checked.objects.count()) == (0, 0)
    page.goto(stop)
    # Until the phone's store is read the list is hidden too: it must have been seen before it is seen to go.
    page.wait_for_selector("#field-waiting li >> nth=3")
    back(page)
    page.wait_for_selector("#field-waiting", state="hidden")
    assert sorted(Finding.objects.values_list("item", flat=True)) == ["3", "5"]
    assert Checked.objects.filter(result="met").count() == Checked.objects.count() - 2
    assert Checked.objects.filter(item__in=["3", "5"], result="failed").count() == 2
    assert Finding.objects.filter(matter__state="dispatched").count() == 2
    page.goto(stop)
    page.wait_for_selector("td:has-text('未达标')")
    page.reload()
    assert Finding.objects.count() == 2, "what was kept is sent once"
    fresh_again(page, stop)


def the_kept_copy_gives_no_key_twice(page, stop, before):
    """Opened a second time the same copy takes a second finding, which does not lie over the first."""
    page.goto(stop)
    page.wait_for_selector("#field-waiting li:has-text('裸土覆盖')")
    assert page.get_attribute("#finding [name=key]", "value") != before
    page.tap("label.field-item:has([name=item][value='3'])")
    page.set_input_files("[name=photo]", {"name": "b.jpg", "mimeType": "image/jpeg", "buffer": picture()})
    page.tap("#finding button[type=submit]")
    page.wait_for_selector("#field-waiting li >> nth=2")


def picture():
    return photo("purple").read()


def tick_off_the_rest(page):
    """Sent after the findings, it says nothing of their items."""
    page.tap("label.field-item:has([name=rest])")
    page.tap("form[action$='/check/'] button[type=submit]")
    page.wait_for_selector("#field-waiting li >> nth=3")


def elsewhere(page, shots):
    """A page of the patrols that is not kept leads to those that are."""
    page.goto("/environment/patrols/plan/")
    page.wait_for_selector("h1:has-text('没有保存在本机')")
    page.wait_for_selector("[data-kept-list] li >> nth=2")
    page.screenshot(path=shots / "kept-3-elsewhere-phone.png", full_page=True)


def fresh_again(page, stop):
    """What was sent is in the copy that is kept."""
    kept_with(page, stop, 2)
    gone(page)
    page.goto(stop)
    page.wait_for_selector(".kept-bar:visible")
    assert page.locator("td:has-text('未达标')").count() == 2
    back(page)


def kept_with(page, stop, findings):
    """The worker has kept the copy of the stop that shows so many findings: it does so after the page is there."""
    until(
        page,
        """async ([path, links]) => {
          const cache = await caches.open((await caches.keys())[0]);
          const copy = await cache.match(path, { ignoreVary: true });
          return copy && (await copy.text()).split("/environment/findings/").length - 1 === links;
        }""",
        [stop, findings],
    )


def test_what_is_refused_holds_back_what_came_after_it_at_the_stop(patrol, stop, enter):
    """Else «all others are met» would overtake a finding that is still to be put in order."""
    page = enter("inspector", "desktop")
    open_at_the_office(page, patrol)
    before = Finding.objects.count()
    gone(page)
    page.goto(stop)
    for n, words in enumerate(("", "渣土外溢。"), 1):
        page.check("[name=item][value='other']")
        page.set_input_files(
            "[name=photo]", {"name": "d.jpg", "mimeType": "image/jpeg", "buffer": photo(f"#00{n}0a0").read()}
        )
        page.evaluate("words => { document.querySelector('[name=words]').value = words }", words)
        page.click("#finding button[type=submit]")
        page.wait_for_selector(f"#field-waiting li >> nth={n}")
    back(page)
    page.wait_for_selector("#field-waiting li:has-text('请写明')")
    assert page.locator("#field-waiting li").count() == 3
    assert Finding.objects.count() == before
    page.click("#field-waiting li:has-text('请写明') button")
    page.wait_for_selector("#field-waiting", state="hidden")
    assert Finding.objects.count() == before + 1
    kept_with(page, stop, before + 1)


def test_the_worker_answers_for_the_patrols_alone(patrol, enter):
    page = enter("inspector")
    open_at_the_office(page, patrol)
    scope = page.evaluate("navigator.serviceWorker.ready.then(one => new URL(one.scope).pathname)")
    assert scope == "/environment/patrols/"
    page.goto("/environment/air/")
    assert page.evaluate("navigator.serviceWorker.controller") is None
    gone(page)
    with pytest.raises(Exception, match=NO_PAGE):
        page.goto("/environment/air/")
    back(page)


def test_nothing_is_left_after_a_sign_out(patrol, stop, enter):
    page = enter("inspector", "desktop")
    open_at_the_office(page, patrol)
    assert len(page.evaluate(HELD)) == 1
    page.goto("/")
    leave(page)
    until(page, f"{CACHES}.then(names => names.length === 0)")
    gone(page)
    with pytest.raises(Exception, match=NO_PAGE):
        page.goto(stop)
    back(page)


def test_nothing_is_shown_to_another_account(patrol, stop, enter, world):
    page = enter("inspector", "desktop")
    open_at_the_office(page, patrol)
    (first,) = page.evaluate(HELD)
    assert first == f"kept:{world.accounts['inspector'].uid}"
    page.context.clear_cookies(name="sid")
    enter("second", page=page)
    until(page, f"{HELD}.then(names => names.length === 0)")
    gone(page)
    with pytest.raises(Exception, match=NO_PAGE):
        page.goto(stop)
    back(page)
    open_at_the_office(page, patrol)
    assert page.evaluate(HELD) == [f"kept:{world.accounts['second'].uid}"]


def test_a_copy_is_not_given_after_its_day(patrol, stop, enter):
    page = enter("inspector", "desktop")
    open_at_the_office(page, patrol)
    ends = page.evaluate(
        """async path => {
          const cache = await caches.open((await caches.keys())[0]);
          const copy = await cache.match(path, { ignoreVary: true });
          const ends = Number(copy.headers.get("Kept-Until")), headers = new Headers(copy.headers);
          headers.set("Kept-Until", String(Date.now() - 1));
          await cache.put(path, new Response(await copy.text(), { headers }));
          return (ends - Date.now()) / 3600000;
        }""",
        stop,
    )
    assert 0 < ends <= 24, "to the end of the day and no longer"
    gone(page)
    page.goto(stop)
    page.wait_for_selector("h1:has-text('没有保存在本机')")
    back(page)


def test_a_sign_out_asks_before_what_was_not_sent_is_lost(patrol, stop, enter):
    page = enter("inspector", "desktop")
    open_at_the_office(page, patrol)
    page.goto(stop)
    gone(page)
    page.check("[name=item][value='other']")
    page.set_input_files("[name=photo]", {"name": "c.jpg", "mimeType": "image/jpeg", "buffer": picture()})
    page.click("#finding button[type=submit]")
    page.wait_for_selector("#field-waiting li >> nth=1")
    page.once("dialog", lambda box: box.dismiss())
    page.click(".masthead-acts details.menu > summary")
    with page.expect_event("dialog") as asked:
        page.click("form[action='/sign/out'] button")
    assert "1" in asked.value.message
    assert page.locator("#field-waiting li").count() == 2
    assert page.url.endswith(stop)
    back(page)


def test_a_worker_whose_address_is_gone_goes_too(patrol, enter, monkeypatch):
    page = enter("inspector", "desktop")
    open_at_the_office(page, patrol)
    page.context.route("**/keeper.js", lambda route: route.fulfill(status=404))
    page.goto("/environment/patrols/never/")
    until(page, "navigator.serviceWorker.getRegistrations().then(found => found.length === 0)")
    assert page.evaluate(HELD) == []
