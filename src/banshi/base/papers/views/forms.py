"""Word forms that an office keeps itself: what there are, the present one, sending one, the house's own again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banshi.base.papers import actions, fields, office, queries, registry
from banshi.base.papers.forms import SendForm
from banshi.base.papers.models import WordForm
from banshi.base.papers.sending import WORD, sent
from banshi.base.ui import formkey
from banshi.base.ui.views import form_page
from banshi.base.zones import access, clock
from banshi.base.zones.refusals import Refusal

VERB = "papers.template"


def _template(request: HttpRequest, code: str) -> registry.Template:
    access.require(request.actor, VERB)
    found = registry.template(code)
    if found is None:
        raise access.unknown()
    return found


@require_safe
def forms(request: HttpRequest) -> HttpResponse:
    """All sorts of papers with the form in force."""
    access.require(request.actor, VERB)
    last: dict[str, WordForm] = {}
    for row in WordForm.objects.filter(zone=request.zone).defer("content").order_by("version"):
        last[row.code] = row
    rows = [(one, last.get(one.code)) for one in registry.templates()]
    return render(request, "papers/forms.html", {"rows": rows})


@require_safe
def form(request: HttpRequest, code: str) -> HttpResponse:
    """One sort of papers: the form in force, its fields, its versions."""
    found = _template(request, code)
    versions = list(
        WordForm.objects.filter(zone=request.zone, code=code).defer("content").order_by("-version")
    )
    context = {
        "sort": found,
        "own": bool(versions) and bool(versions[0].size),
        "versions": versions,
        "fields": [(f"{{{{ {name} }}}}", words) for name, words in fields.FIELDS.items()],
    }
    return render(request, "papers/form.html", context)


@require_safe
def present(request: HttpRequest, code: str) -> HttpResponse:
    """The form in force as a Word file, to be edited."""
    found = _template(request, code)
    own = queries.form_in_force(request.actor, code)
    from banshi.base.papers import filling  # loaded only where a form is made

    content = bytes(own.content) if own else filling.default(found.sample())
    return sent(content, f"{found.title}.docx", WORD)


@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, code: str) -> HttpResponse:
    """Send an edited form."""
    found = _template(request, code)
    asked = SendForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and asked.is_valid():
        file = asked.cleaned_data["file"]
        try:
            actions.take_form(
                actor=request.actor,
                code=code,
                content=file.read(office.MOST_BYTES + 1),
                file_name=file.name,
                now=clock.now(request.zone),
                key=formkey.of(request),
            )
            messages.success(request, _("The form was tried and holds from now on."))
            return redirect("papers:form", code)
        except Refusal as refusal:
            asked.refuse(refusal)
    here = reverse("papers:form", args=[code])
    return form_page(request, "papers/send.html", asked, sort=found, cancel_url=here)


@require_POST
def restore(request: HttpRequest, code: str) -> HttpResponse:
    """The layout of the house again."""
    _template(request, code)
    actions.restore_form(actor=request.actor, code=code, now=clock.now(request.zone), key=formkey.of(request))
    messages.success(request, _("The layout of the house holds again."))
    return redirect("papers:form", code)
