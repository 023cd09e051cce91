"""The client secret of a council's provider: a file of its own, never in the database or its log.

One file for each council, named by its slug, in the folder that MOOTHALL_OPENID_SECRETS names.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from moothall.people.models import Council


def place_of(council: Council) -> Path:
    """Where the council's secret is looked for."""
    folder = Path(settings.OPENID_SECRETS) if settings.OPENID_SECRETS else settings.HOME / "openid"
    return folder / council.slug


def secret_of(council: Council) -> str:
    """The secret; empty where there is no file (then the client is a public one, with PKCE)."""
    try:
        return place_of(council).read_text().strip()
    except OSError:
        return ""
