"""All that has been written of cases, in one short text: two equal ones are the same world.

A mistake that changes nothing in the world by a step changes no later step that does not look at
what was changed. Random salts and addresses, and the digests over them, count for nothing.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache

from django.apps import apps
from django.db import connection

_RANDOM = re.compile(r"\b(?:[0-9a-f]{64}|[0-9a-f]{32})\b")


def world() -> str:
    """Everything that stands in the tables of `moothall.cases` now."""
    found = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in _tables():
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
            found.update(_RANDOM.sub("", repr(cursor.fetchall())).encode())
    return found.hexdigest()


@cache
def _tables() -> tuple[str, ...]:
    models = apps.get_app_config("cases").get_models(include_auto_created=True)
    return tuple(sorted(model._meta.db_table for model in models))
