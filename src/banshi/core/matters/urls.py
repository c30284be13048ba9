"""Addresses of matters: the lists, the two queues, one matter and its acts."""

from django.urls import URLPattern, path

from banshi.core.matters.views import acts, lists, matter, queues, routing, several

app_name = "matters"
LISTS: list[URLPattern] = [
    path("", lists.issues, name="issues"),
    path("responsibility/", lists.responsibility, name="responsibility"),
    path("closure/", lists.closure, name="closure"),
    path("key/", lists.key, name="key"),
]
ONE: list[URLPattern] = [
    path("new/", acts.new, name="new"),
    path("board/", queues.dispatch_board, name="dispatch_board"),
    path("routing/", routing.routing, name="routing"),
    path("verification/", queues.verification_queue, name="verification_queue"),
    path("several/<slug:code>/", several.several, name="several"),
    path("<uuid:uid>/", matter.show, name="matter"),
    path("<uuid:uid>/reveal/", matter.reveal, name="reveal"),
    path("<uuid:uid>/<slug:act>/", acts.act, name="act"),
]
urlpatterns = [*LISTS, *ONE]
