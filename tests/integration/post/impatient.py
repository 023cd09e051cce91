"""Settings of a Moothall that waits half a second for a database, so that tests need not wait."""

from __future__ import annotations

import os

from moothall.config.settings import *  # noqa: F403
from moothall.config.settings import DATABASES

if os.environ["DATABASE_URL"].startswith("postgres"):
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c lock_timeout=500ms"
else:
    DATABASES["default"]["OPTIONS"]["timeout"] = 0.5
