"""The shell, the components and the look of every page.

**A page.** A staff page extends ``ui/page.html`` and fills blocks::

    {% extends "ui/page.html" %}{% load i18n ui %}
    {% block title %}{% trans "Issue list" %}{% endblock %}    what this is, also in print
    {% block count %}{% trans "52 matters" %}{% endblock %}      how many
    {% block facts %}<span>…</span>{% endblock %}                 what else must be known before reading
    {% block primary %}<a class="btn btn-primary" …>{% endblock %} one primary act
    {% block menu %}<a href="…">{% trans "Export" %}</a>{% endblock %} the other acts; empty = no menu
    {% block tabs %}{% endblock %} {% block filters %}{% endblock %}
    {% block content %}{% endblock %}
    {% block scripts %}<script src="{% static … %}" defer></script>{% endblock %}

``ui/bare.html`` is the page without rail (sign-in, first start). ``ui/form_page.html`` is a whole form page:
blocks ``title``, ``lead`` (what will happen), ``primary_label`` (the act on the button); context ``form``,
optional ``cancel_url``. It carries the idempotency key. ``ui/confirm_page.html`` asks once: blocks ``title``,
``lead``, ``primary_label``; context ``cancel_url``, optional ``form``.

**Context of every page**: ``zone``, ``actor``, ``today`` (date of the zone), ``zone_now``, ``nav_entries``,
``language``. A view that shows the past puts ``as_of`` (date) into the context and the band appears; the
band's
way back drops ``as_of`` from the address. Signed-in views need no decorator: an address without
``django.contrib.auth.decorators.login_not_required`` is behind the sign-in, and there ``request.actor`` is
set.

**Tags** (``{% load ui %}``): ``{% field form.x %}`` · ``{% fields form %}`` · ``{% key_input form %}`` ·
``{% icon "printer" %}`` · ``{% state word tone %}`` (tone: open, going, waiting, done, ended) ·
``{% light colour word %}`` (blue, yellow, red, none; word optional) · ``{% day d %}`` · ``{% long_day d
%}`` ·
``{% instant at %}`` · ``{% fraction a b %}`` · ``{% number n %}`` · ``{% who thing %}`` (post first, then
name) ·
``{% pages page %}`` (a ``Page`` of Django's paginator) · ``{% local row "name" %}`` (``name_zh`` /
``name_en``) ·
``{% empty %}…{% endempty %}`` (what would be here, and a first step) · ``{% notice "warn" %}…{% endnotice
%}``
(tone: info, warn, done).

**Parts** (``{% include %}``): ``ui/parts/facts.html`` (``rows``: pairs of label and value) and
``ui/parts/timeline.html`` (``entries``: mappings or objects with ``at``, ``on``, ``what``, ``who``,
``detail``).

**Forms.** ``ui.forms.Form``: native date inputs, ``form.refuse(refusal)`` puts a refusal under its field.
``ui.formkey.of(request)`` is the key to hand to the use case as ``key=``::

    form = DispatchForm(request.POST or None, actor=…)
    if request.method == "POST" and form.is_valid():
        try:
            matter = dispatch_matter(actor=request.actor, …, key=formkey.of(request))
            return redirect(…)
        except Refusal as refusal:
            form.refuse(refusal)
    return form_page(request, "matters/dispatch.html", form, matter=matter)   # ui.views: 422 when refused

A refusal that is not caught becomes a page with its sentence (``ui.middleware``); for htmx a notice in
``#notices``. ``Unknown`` and ``Http404`` give one and the same page.

**Navigation.** An app has a ``nav.py`` that calls ``ui.nav.register(Entry(...))``; it is found by itself.
``nav.register_search(Search(url_name, verb))`` puts a search field into the masthead.

**Classes**: ``table.ledger`` (``td.num`` right-aligned figures, ``td.day``, ``td.tick`` checkbox, ``td.wide``
takes the room and is cut at one line; ``tr.past`` greyed). With ``cards`` as well, each row is a card on the
phone: ``td.card-1`` is its first line, ``td.card-2`` and ``td.card-3`` share the second and third, all others
are hidden there. ``.filters`` (row of fields), ``.chip`` (``.chip.on``), ``.columns`` (main and side),
``.stack`` (vertical rhythm), ``.panel`` (bordered block with ``h2``), ``.screen-only`` and ``.print-only``,
``.overdue`` (official red), ``.met`` (green), ``.quiet`` (grey), ``.nowrap``.

**Texts.** Mark them with gettext in Python and ``{% trans %}``/``{% blocktranslate trimmed %}`` in
templates, then
``./banshi messages update``, fill in the app's ``locale/zh_Hans/LC_MESSAGES/django.po``,
``check``, and ``compile`` (tests compile by themselves).
"""
