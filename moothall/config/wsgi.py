"""The entry point of the web server."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moothall.config.settings")
application = get_wsgi_application()

from moothall.people import wall  # noqa: E402 -- Django must be set up first

wall.keep_closed()
