"""The browser of ``tests/browser``, with an inspector in its zone."""

from browser.conftest import (
    _at_home,
    _django_db_helper,
    _let_go,
    browser_type_launch_args,
    django_db_modify_db_settings,
    enter,
    held,
    pytest_runtest_setup,
    shots,
    tab,
    world,
)

__all__ = [
    "_at_home",
    "_django_db_helper",
    "_let_go",
    "browser_type_launch_args",
    "django_db_modify_db_settings",
    "enter",
    "held",
    "pytest_runtest_setup",
    "shots",
    "tab",
    "world",
]
