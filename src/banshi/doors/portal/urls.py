"""Addresses of the public page (``r/`` a report, ``t/`` its tracker) and of what staff see of it."""

from django.urls import path

from banshi.doors.portal.views import links, positions, public, screening, tracker

app_name = "portal"
urlpatterns = [
    path("r/<str:token>", public.form, name="form"),
    path("r/<str:token>/work", public.work, name="work"),
    path("t/", tracker.find, name="find"),
    path("t/<str:code>", tracker.tracker, name="tracker"),
    path("t/<str:code>/add", tracker.add, name="add"),
    path("t/<str:code>/answer", tracker.answer, name="answer"),
    path("t/<str:code>/texts", tracker.stop_texts, name="stop_texts"),
    path("portal/links/", links.links, name="links"),
    path("portal/links/new/", links.make, name="make_link"),
    path("portal/links/<uuid:uid>/", links.link, name="link"),
    path("portal/links/<uuid:uid>/sheet/", links.sheet, name="sheet"),
    path("portal/links/<uuid:uid>/end/", links.end, name="end_link"),
    path("portal/screening/", screening.queue, name="screening"),
    path("portal/screening/several/<slug:code>/", screening.several, name="several"),
    path("portal/screening/<uuid:uid>/", screening.held, name="held"),
    path("portal/screening/<uuid:uid>/accept/", screening.accept, name="accept"),
    path("portal/screening/<uuid:uid>/aside/", screening.aside, name="aside"),
    path("portal/screening/<uuid:uid>/back/", screening.back, name="back"),
    path("portal/positions/<uuid:uid>/", positions.positions, name="positions"),
    path("portal/positions/<uuid:uid>/show/", positions.show, name="show_positions"),
    path("portal/additions/", screening.additions, name="additions"),
    path("portal/additions/<int:pk>/seen/", screening.seen, name="seen"),
]
