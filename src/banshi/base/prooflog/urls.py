from django.urls import path

from banshi.base.prooflog.views import doors, log, papers

app_name = "prooflog"
urlpatterns = [
    path("", log.show, name="log"),
    path("sheet", log.sheet, name="sheet"),
    path("take-out", log.take_out, name="take_out"),
    path("checkpoint/<int:size>", log.checkpoint, name="checkpoint"),
    path("growth/<int:old>/<int:new>", log.growth, name="growth"),
    path("witnesses/new", log.register_witness, name="register_witness"),
    path("witnesses/<int:pk>/end", log.end_witness, name="end_witness"),
    path("cosignature", log.cosignature, name="cosignature"),
    path("key", log.rotate, name="rotate"),
    path("verifier", papers.verifier, name="verifier"),
    path("receipt/<uuid:uid>/<int:n>", papers.receipt, name="receipt"),
    path("receipt/<uuid:uid>/<int:n>/proof.json", papers.receipt_file, name="receipt_file"),
    path("open/<slug:zone>/checkpoint", doors.checkpoint, name="door_checkpoint"),
    path("open/<slug:zone>/since/<int:old>", doors.since, name="door_since"),
    path("open/<slug:zone>/keys", doors.keys, name="door_keys"),
    path("open/<slug:zone>/cosignature", doors.cosignature, name="door_cosignature"),
]
