"""Addresses of matters: the lists, the two queues, one matter and its acts."""

from django.urls import URLPattern, path

from banshi.core.matters.views import acts, foreign, lists, matter, queues, routing, several

app_name = "matters"
LISTS: list[URLPattern] = [
    path("", lists.issues, name="issues"),
    path("responsibility/", lists.responsibility, name="responsibility"),
    path("closure/", lists.closure, name="closure"),
    path("key/", lists.key, name="key"),
    path("claimed/", lists.claimed, name="claimed"),
]
ONE: list[URLPattern] = [
    path("new/", acts.new, name="new"),
    path("board/", queues.dispatch_board, name="dispatch_board"),
    path("routing/", routing.routing, name="routing"),
    path("verification/", queues.verification_queue, name="verification_queue"),
    path("replies/", foreign.replies, name="replies"),
    path("replies/<slug:code>/", foreign.replies_to, name="replies_to"),
    path("chase/", several.chase, name="chase"),
    path("several/<slug:code>/", several.several, name="several"),
    path("<uuid:uid>/", matter.show, name="matter"),
    path("<uuid:uid>/reveal/", matter.reveal, name="reveal"),
    path("<uuid:uid>/foreign/", foreign.note, name="foreign"),
    path("<uuid:uid>/<slug:act>/", acts.act, name="act"),
]
urlpatterns = [*LISTS, *ONE]
