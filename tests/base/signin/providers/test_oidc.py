"""OpenID Connect against a provider with real keys: what holds, and everything that does not."""

from datetime import timedelta

import pytest

from banshi.base.signin.providers import setups
from banshi.base.signin.providers.oidc import rules
from banshi.base.signin.providers.port import Came, Failed, Start
from banshi.base.signin.providers.registry import KINDS
from banshi.base.zones import clock
from base.signin.conftest import NOW
from base.signin.doubles import OidcDouble, query

pytestmark = pytest.mark.django_db
BACK = "https://ops.example.cn/sign/with/x/back"
KIND = KINDS["oidc"]


def out(row, now=NOW):
    return KIND.start(setups.by_code(row.code), Start("st4te", BACK, False, now))


def home(row, going, given, now=NOW):
    return KIND.finish(setups.by_code(row.code), Came(given, going.kept, BACK, now))


def refused(row, going, given, now=NOW):
    with pytest.raises(Failed) as failed:
        home(row, going, given, now)
    return failed.value.why


def test_the_whole_way(oidc_row, idp):
    going = out(oidc_row)
    asked = query(going.url)
    assert asked["state"] == "st4te"
    assert asked["code_challenge_method"] == "S256"
    assert asked["nonce"] == going.kept["nonce"]
    foreign = home(oidc_row, going, idp.authorize(going.url, "sub-1"))
    assert (foreign.subject, foreign.display) == ("sub-1", "值班 甲")
    assert idp.issuer in foreign.realm


def test_documents_and_keys_are_kept_for_an_hour(oidc_row, idp):
    for _n in range(2):
        going = out(oidc_row)
        home(oidc_row, going, idp.authorize(going.url, "s"))
    asked = [request.url for request, _options in idp.wire.asked if request.method == "GET"]
    assert len(asked) == 2
    later = NOW + timedelta(hours=2)
    with clock.fixed(later):
        going = out(oidc_row, later)
        home(oidc_row, going, idp.authorize(going.url, "s"), later)
    asked = [request.url for request, _options in idp.wire.asked if request.method == "GET"]
    assert len(asked) == 4


def test_a_new_key_is_looked_for_but_not_at_every_request(oidc_row, idp):
    going = out(oidc_row)
    home(oidc_row, going, idp.authorize(going.url, "s"))
    idp.rotate()
    going = out(oidc_row)
    assert refused(oidc_row, going, idp.authorize(going.url, "s")) == "signature"
    soon = NOW + timedelta(seconds=61)
    with clock.fixed(soon):
        going = out(oidc_row, soon)
        assert home(oidc_row, going, idp.authorize(going.url, "s"), soon).subject == "s"


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"aud": "another-client"}, "claim:aud"),
        ({"aud": ["banshi", "another"]}, "claim:azp"),
        ({"iss": "https://evil.example"}, "claim:iss"),
        ({"nonce": "another"}, "claim:nonce"),
        ({"nonce": None}, "claim:nonce"),
        ({"exp": int(NOW.timestamp()) - 61}, "claim:exp"),
        ({"exp": None}, "claim:exp"),
        ({"iat": int(NOW.timestamp()) + 3600}, "claim:iat"),
        ({"iat": int(NOW.timestamp()) - 700}, "claim:iat"),
        ({"sub": None}, "claim:sub"),
        ({"sub": ""}, "no_subject"),
    ],
)
def test_a_token_that_does_not_hold(oidc_row, idp, claims, why):
    going = out(oidc_row)
    found = refused(oidc_row, going, idp.authorize(going.url, claims.pop("sub", "s"), **claims))
    assert found.startswith("claim") or found == why
    if claims:
        assert found.removeprefix("claim:") in {why.removeprefix("claim:"), "expired_token", "invalid_token"}


def test_clocks_may_differ_by_a_minute(oidc_row, idp):
    stamp = int(NOW.timestamp())
    going = out(oidc_row)
    given = idp.authorize(going.url, "s", iat=stamp + 50, exp=stamp + 350)
    assert home(oidc_row, going, given).subject == "s"


def test_a_code_works_once(oidc_row, idp):
    going = out(oidc_row)
    given = idp.authorize(going.url, "s")
    home(oidc_row, going, given)
    assert refused(oidc_row, going, given) == "answer:invalid_grant"


def test_another_verifier_is_not_ours(oidc_row, idp):
    first, second = out(oidc_row), out(oidc_row)
    assert refused(oidc_row, second, idp.authorize(first.url, "s")) == "answer:invalid_grant"


def test_the_answer_of_another_issuer_is_refused(oidc_row, idp, set_up):
    other = OidcDouble(idp.wire, issuer="https://other.example.cn", client="banshi")
    going = out(oidc_row)
    given = other.authorize(going.url, "s") | {"iss": other.issuer}
    assert refused(oidc_row, going, given) == "other_issuer"


def test_an_unsigned_token_and_a_shared_secret_are_no_signatures(oidc_row, idp):
    for algorithm in ("none", "HS256"):
        with pytest.raises(Failed) as failed:
            rules.key_id(_token_with(algorithm))
        assert failed.value.why == "algorithm"
    with pytest.raises(Failed):
        rules.key_id("no.token")


def _token_with(algorithm):
    import base64
    import json

    parts = ({"alg": algorithm}, {"sub": "s"})
    head, body = (base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts)
    return f"{head}.{body}.c2ln"


def test_a_wrong_secret_is_said(set_up, idp):
    row = set_up("oidc", secret="not-the-one", issuer=idp.issuer, client_id=idp.client)
    going = out(row)
    assert refused(row, going, idp.authorize(going.url, "s")) == "answer:invalid_client"


@pytest.mark.parametrize(
    "change",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://id.example.cn/token"},
        {"authorization_endpoint": None},
    ],
)
def test_a_document_that_does_not_hold(oidc_row, idp, change):
    document = idp.document() | change
    idp.wire.answer("GET", f"{idp.issuer}/.well-known/openid-configuration", document)
    with pytest.raises(Failed):
        out(oidc_row)


def test_the_probe_shows_what_came_back(oidc_row, idp):
    lines = dict((str(label), text) for label, text in KIND.probe(setups.by_code(oidc_row.code), NOW))
    assert idp.issuer in lines.values()
    assert "1" in lines.values()
