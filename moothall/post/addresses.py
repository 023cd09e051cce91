"""The addresses of a header as they are written, never as its display names would have them.

Names are taken away before anything is decoded: a name that looks like an address is no address.
Pure text in, pure text out; whose an address is, is known to `people`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

LONGEST_ADDRESS = 254  # RFC 5321 4.5.3.1.3
LONGEST_HEADER = 200_000  # characters of one header that are looked at
_BETWEEN = re.compile(r"[\s<>()\[\],;:\"\\]+")
_ENDS = {'"': '"', "(": ")"}


def addresses_in(values: Iterable[str]) -> tuple[str, ...]:
    """Every address in these values of a header, in lower case, in order, each once.

    Where it is not clear which of two is the address, both are given. What is no plain address
    (RFC 5321 would let nearly anything stand in quotation marks) is left out.
    """
    found: dict[str, None] = {}
    for value in values:
        for word in _BETWEEN.split(_without_names(value[:LONGEST_HEADER])):
            if address := _address(word.strip("'.")):
                found.setdefault(address)
    return tuple(found)


def folded(address: str) -> str:
    """The form in which addresses are compared: capitals of ASCII alone make no difference."""
    return address.strip().lower() if address.isascii() else address.strip()


def domain_of(address: str) -> str:
    """What stands behind the sign."""
    return address.rpartition("@")[2]


def _address(word: str) -> str:
    name, sign, domain = word.partition("@")
    encoded = word.startswith("=?")
    if not (sign and name and domain) or "@" in domain or encoded or len(word) > LONGEST_ADDRESS:
        return ""
    return folded(word)


def _without_names(value: str) -> str:
    """The value without quoted names and comments; what is opened and never closed stays."""
    if '"' not in value and "(" not in value:
        return value
    kept: list[str] = []
    place = 0
    while place < len(value):
        sign = value[place]
        end = _end(value, place) if sign in _ENDS else place + 1
        if end == 0:
            return "".join(kept) + value[place + 1 :]
        if sign == '"' and value[end : end + 1] == "@":
            kept.append(_unquoted(value[place + 1 : end - 1]))
        else:
            kept.append(" " if sign in _ENDS else sign)
        place = end
    return "".join(kept)


def _unquoted(name: str) -> str:
    """ "ada.example"@… is a way to write an address; with blanks in it, it is none of ours."""
    return "@" if _BETWEEN.search(name) else name


def _end(value: str, start: int) -> int:
    """Where the quoted name or comment that begins at `start` is over; 0 where it never is."""
    closing = _ENDS[value[start]]
    nested = closing == ")"
    depth, place = 0, start
    while place < len(value):
        sign = value[place]
        if sign == "\\":
            place += 1
        elif nested and sign == "(":
            depth += 1
        elif sign == closing and place > start:
            depth -= 1
            if depth <= 0:
                return place + 1
        place += 1
    return 0
