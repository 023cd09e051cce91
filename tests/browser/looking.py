"""What visitors do on many pages: answer a date, and look whether all is well."""

from __future__ import annotations

import os
from pathlib import Path

from .conftest import Visitor


def on(visitor: Visitor, field: str, day: str) -> Visitor:
    """Answers a date: `2026-11-10`."""
    for part, number in zip(("year", "month", "day"), day.split("-"), strict=True):
        visitor.page.fill(f"#{field}-{part}", number)
    return visitor


def shown(visitor: Visitor, name: str) -> Visitor:
    """The page has no fault that axe finds; a picture of it where somebody wants to look."""
    if folder := os.environ.get("MOOTHALL_PICTURES"):
        visitor.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
    return visitor.accessible().fits()
