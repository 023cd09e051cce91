"""Other documents that a protocol speaks of, such as a code of conduct, and where they stand.

A clause calls them by name; protocol.yaml gives each name its address once the council knows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from moothall.protocol.page import Page
from moothall.strict import Twig

UNKNOWN = "none"  # how protocol.yaml writes that an address is not known yet
_ADDRESS = re.compile(r"(https?://|/)[^\s<>()\"']+")


def read_references(twig: Twig | None, *, page: Page) -> Mapping[str, str]:
    """Name -> address, "" where it is not known yet."""
    if twig is None:
        return {}
    found = {}
    for name, part in page.entries(twig, "`references`").items():
        address = page.words(part, f"The address of {name!r}")
        if address and address != UNKNOWN and not _ADDRESS.fullmatch(address):
            message = f"{address!r} is no address: write one such as https://…, or {UNKNOWN}."
            page.add(part.line, address, message)
        found[name] = "" if address == UNKNOWN else address
    return found


def unmentioned(references: Iterable[str], texts: Iterable[str]) -> list[str]:
    """The names that none of the texts mentions."""
    whole = " ".join(" ".join(text.split()) for text in texts)
    return [name for name in references if name not in whole]


def linked(words: str, references: Mapping[str, str]) -> str:
    """A clause's Markdown with its first mention of each document as a link to it."""
    known = sorted((name for name, address in references.items() if address), key=len, reverse=True)
    if not known:
        return words
    pattern = re.compile("|".join(r"\s+".join(map(re.escape, name.split())) for name in known))
    seen: set[str] = set()

    def link(match: re.Match[str]) -> str:
        name = " ".join(match[0].split())
        if name in seen:
            return match[0]
        seen.add(name)
        return f"[{match[0]}]({references[name]})"

    return pattern.sub(link, words)
