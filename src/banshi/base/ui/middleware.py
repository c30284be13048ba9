"""The language that was chosen, and refusals as pages."""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from banshi.base.ui import views
from banshi.base.zones.refusals import Refusal

NOT_THIS_WAY = 405

Answer = Callable[[HttpRequest], HttpResponse]


class LanguageMiddleware:
    """Chinese, unless the reader has chosen otherwise: what a browser announces says little in an office."""

    def __init__(self, get_response: Answer):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Cookie"])
        return response


class RefusalMiddleware:
    """A refusal that no view has caught becomes a page with its sentence; the unknown and 404 look alike.

    An address that only takes what is sent is opened by going back, or loading again, after a session ended.
    """

    def __init__(self, get_response: Answer):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == NOT_THIS_WAY and request.method == "GET" and not response.content:
            page = views.no_page(request)
            page["Allow"] = response["Allow"]
            return page
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Http404):
            return views.not_found(request)
        if isinstance(error, Refusal):
            return views.refused(request, error)
        return None
