"""Looked at first, then confirmed: exactly what was shown is done, or nothing.

Imports, changes for many people at once and changes on a day name what they show with `digest_of`;
what is confirmed under another name has changed meanwhile.
"""

from __future__ import annotations

import hashlib
import json
from typing import Generic, TypeVar

Shown = TypeVar("Shown")


class ChangedMeanwhile(Exception, Generic[Shown]):
    """What would be done is not what was shown; `now` is what it is now."""

    def __init__(self, now: Shown) -> None:
        super().__init__("What would change is not what was shown.")
        self.now = now


def digest_of(said: object) -> str:
    """The name of exactly this: anything else that is said has another one."""
    return hashlib.sha256(json.dumps(said, default=str).encode()).hexdigest()
