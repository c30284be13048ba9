"""What the script of the page asks for before it calls the browser's passkey: as JSON, by POST."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from banshi.base.signin import passkeys, queries, sessions, throttle
from banshi.base.signin.rules import PER_ADDRESS
from banshi.base.signin.sessions import address_of
from banshi.base.signin.views.factors import able_house
from banshi.base.zones import access, clock


@login_not_required
@require_POST
def options(request: HttpRequest, purpose: str) -> HttpResponse:
    """What a passkey is asked to sign: to come in, as the second proof, or to prove oneself again.

    Coming in asks any passkey of the house, so nothing tells who has one.
    """
    if purpose not in {"in", "second", "again"}:
        raise access.unknown()
    house = able_house(request)
    known = None
    if purpose != "in":
        half = sessions.half_way(request) if purpose == "second" else None
        account = half[0] if half else request.user if purpose == "again" else None
        if account is None or not account.is_authenticated:
            raise access.unknown()
        known = queries.passkeys_of(account)
        if not known:
            raise access.unknown()
    else:
        throttle.count(throttle.key_of("challenge", address_of(request)), PER_ADDRESS, clock.process_now())
    asked, state = passkeys.ask(house, known)
    sessions.keep_challenge(request, purpose, state)
    return JsonResponse(asked)
