"""The WSGI application."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banshi.conf.settings")
application = get_wsgi_application()

from django.conf import settings  # noqa: E402 - after the settings are named

if settings.SEQUENCER:
    from banshi.base.imports import background as imports
    from banshi.base.prooflog import background

    background.start()
    imports.start()

if settings.WORKER:
    from banshi.base.jobs import background as work

    work.start()
