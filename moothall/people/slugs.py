"""Slugs: what stands in an address for a person, a post or a body. Given once, they stay."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count

from django.utils.text import slugify

_LONGEST = 40


def free_slug(text: str, *, taken: Iterable[str], otherwise: str) -> str:
    """A slug like the text that is not among those taken; `otherwise` where it has no letters."""
    base, known = slugify(text)[:_LONGEST].strip("-") or otherwise, set(taken)
    tries = (base if one == 1 else f"{base}-{one}" for one in count(1))
    return next(slug for slug in tries if slug not in known)
