"""Figures: numbers with a written definition, and the records behind them.

    # figures.py of an app (found by itself)
    register(Figure(
        code="matters.collected", name=_("Collected"), definition=_("Matters received by the day, …"),
        unit=_("matters"), group=_("Matters"), order=10, verb="matters.view", compute=collected,
    ))

    # replay.py of an app (found by itself)
    @statement("A21")
    def collected_items(question): return Value(…)

``compute`` gets a :class:`.registry.Question` (who asks, as of which day, as known when, which period, which
scope) and answers with a :class:`.registry.Value`. Nothing is typed twice and nothing is stored: a figure is
counted from period rows each time, over what the one who asks may see. The machine (``system_actor``)
counts the whole zone; only its own command does.

``registry`` questions, values, figures · ``statements`` the statements of the page with what they claim ·
``replay`` what the records answer to each · ``tables``, ``views`` the pages.
"""
