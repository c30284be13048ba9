"""Addresses of papers."""

from django.urls import path

from banshi.base.papers.views import bundles, files, forms, written

app_name = "papers"
urlpatterns = [
    path("", written.papers, name="papers"),
    path("new/<slug:kind>/", written.new, name="new"),
    path("forms/", forms.forms, name="forms"),
    path("forms/<slug:code>/", forms.form, name="form"),
    path("forms/<slug:code>.docx", forms.present, name="present_form"),
    path("forms/<slug:code>/send/", forms.send, name="send_form"),
    path("forms/<slug:code>/restore/", forms.restore, name="restore_form"),
    path("together/", bundles.bundles, name="bundles"),
    path("together/new/<slug:kind>/", bundles.new, name="new_bundle"),
    path("together/<uuid:uid>/", bundles.bundle, name="bundle"),
    path("together/<uuid:uid>/file/", bundles.file, name="bundle_file"),
    path("together/<uuid:uid>/remove/", bundles.remove, name="remove_bundle"),
    path("of/<slug:kind>/<uuid:uid>.docx", files.word, name="word"),
    path("of/<slug:kind>/<uuid:uid>.pdf", files.as_pdf, name="pdf"),
    path("<uuid:uid>/", written.paper, name="paper"),
    path("<uuid:uid>/amend/", written.amend, name="amend"),
    path("<uuid:uid>/issue/", written.issue, name="issue"),
    path("<uuid:uid>/withdraw/", written.withdraw, name="withdraw"),
]
