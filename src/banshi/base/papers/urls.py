"""Addresses of papers."""

from django.urls import path

from banshi.base.papers.views import files

app_name = "papers"
urlpatterns = [
    path("of/<slug:kind>/<uuid:uid>.docx", files.word, name="word"),
    path("of/<slug:kind>/<uuid:uid>.pdf", files.as_pdf, name="pdf"),
]
