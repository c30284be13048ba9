"""The settings without the line of any programme: what is left of the house then."""

from banshi.conf.settings import *  # noqa: F403
from banshi.conf.settings import INSTALLED_APPS, PROGRAMMES

INSTALLED_APPS = [app for app in INSTALLED_APPS if app not in PROGRAMMES]
PROGRAMMES = []
