"""One definition of a list gives page, filter bar, print and workbook with the same columns and order.

    # tables.py of an app
    ISSUES = Table(
        code="issues", title=_("Issue list"), unit=_("%(n)s matters"),
        columns=(
            Column("number", _("Number"), "number", phone="foot"),
            Column("problem", _("Problem"), "problem", phone="title", wide=True),
            Column("state", _("State"), lambda row: Mark(row.state_word, "going"), kind="state"),
            Column("due_on", _("Due"), "due_on", kind="date", order_by=("due_on",)),
        ),
        filters=(Filter("unit", _("Department"), unit_choices, lambda rows, value: rows.filter(unit__uid=value)),),
        search=lambda rows, zone, text: find.narrow(rows, zone, text),
        order=("-collected_on",), row_url=lambda row: row.get_absolute_url(),
        empty=_("Problems that were collected stand here."), dated=True,
    )

    # views.py
    def issues(request):
        return list_page(request, ISSUES, lambda ask: queries.issues(request.actor, ask.as_of, ask.known_on))

The rows given are already cut down to what the reader may see; page, print and workbook show these and no
others. The page asks the database at most three times (rows, count, the reader's own views) besides what the rows
themselves prefetch. The address holds everything: ``q``, one parameter per filter, ``sort`` (``due_on``/``-due_on``),
``page``, ``as_of``, ``known_on``, ``total=1`` (count exactly), ``print=1``, ``export=xlsx``.

Somebody may keep filters and order of a list as a view of his own (``models.SavedView``), shown above it. A list with
``bulk`` acts lets rows be ticked and opens the act's own page with them, which shows what it would do to each.

``definitions`` the parts of a definition · ``asking`` the address, read · ``listing`` filter, order, page, count ·
``cells`` a row's values and how they are shown · ``pages`` the page · ``workbook`` the workbook · ``shapes`` other
shapes that apps register.
"""
