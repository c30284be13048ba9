"""The API: one schema under ``/api/v1/``, made of what each app brings in its own ``api.py``.

    # api.py of an app (found by itself, when the API is first asked for)
    router = register("places", title=_("Places"), order=300)

    @router.get("/", response=page_of(PlaceRow))
    def places(request, asked: Query[PlaceQuery]):
        return answer(request, PLACES, rows(request.actor), extra)

A request carries a token (:mod:`.auth`); the actor behind it is judged like at a page, so that what is hidden is
answered as what is not there. Nothing here is imported before the first request to the API
(:mod:`.addresses`), because the packages behind it cost a process memory and a start its time.

``registry`` routers of apps · ``house`` the API put together · ``door`` what holds for every request ·
``auth`` tokens · ``problems`` refusals as problem+json · ``lists`` and ``cursors`` a table as a list ·
``shapes`` forms as schemas · ``receipts`` what an act answers · ``actions`` tokens made and ended, requests counted.
"""
