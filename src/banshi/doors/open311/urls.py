from django.urls import path, register_converter

from banshi.doors.open311 import views


class Format:
    """``json`` or ``xml``."""

    regex = "json|xml"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Format, "open311_format")
app_name = "open311"
urlpatterns = [
    path("<slug:zone>/discovery.<open311_format:fmt>", views.discovery, name="discovery"),
    path("<slug:zone>/v2/services.<open311_format:fmt>", views.services, name="services"),
    path("<slug:zone>/v2/services/<slug:code>.<open311_format:fmt>", views.definition, name="definition"),
    path("<slug:zone>/v2/requests.<open311_format:fmt>", views.requests, name="requests"),
    path("<slug:zone>/v2/requests/<slug:number>.<open311_format:fmt>", views.request_by_id, name="request"),
    path("<slug:zone>/v2/tokens/<str:token>.<open311_format:fmt>", views.token, name="token"),
]
