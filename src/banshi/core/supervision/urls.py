"""Addresses of supervision: documents, the ladder of today, look-back."""

from django.urls import path

from banshi.core.supervision.views import desk, documents, look_back

app_name = "supervision"
urlpatterns = [
    path("", documents.documents, name="documents"),
    path("ladder/", documents.ladder, name="ladder"),
    path("issue/", documents.choose, name="choose"),
    path("issue/<slug:rung>/", documents.issue, name="issue"),
    path("desk/", desk.anomalies, name="desk"),
    path("desk/notice/", desk.notice, name="notice"),
    path("desk/<slug:detector>/<slug:key>/", desk.anomaly, name="anomaly"),
    path("desk/<slug:detector>/<slug:key>/decide/", desk.decide, name="decide"),
    path("look-back/", look_back.tasks, name="look_backs"),
    path("look-back/draw/", look_back.draw, name="draw"),
    path("look-back/<uuid:uid>/", look_back.task, name="look_back"),
    path("look-back/<uuid:uid>/record/", look_back.record, name="record"),
    path("samples/<uuid:uid>/", look_back.sample, name="sample"),
    path("<uuid:uid>/", documents.document, name="document"),
    path("<uuid:uid>/acknowledge/", documents.acknowledge, name="acknowledge"),
    path("<uuid:uid>/answer/", documents.answer, name="answer"),
    path("<uuid:uid>/recall/", documents.recall, name="recall"),
]
