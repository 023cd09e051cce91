"""Whether the sender is who the message says, by what the receiving server wrote on it.

Reads Authentication-Results (RFC 8601). A pass counts only for the domain in From: anybody can
pass for a domain of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from moothall.people.models import Council
from moothall.post.addresses import domain_of, folded
from moothall.post.reading import Incoming

LONGEST = 10_000  # characters of one header that are read
_PAIR = re.compile(r'([A-Za-z0-9._-]+)(?:\s*/\s*\d+)?\s*=\s*((?:"(?:[^"\\]|\\.)*+"|[^\s;"])++)')
# Where each method says for whom it passed.
_NAMES = {
    "dmarc": ("header.from",),
    "dkim": ("header.d", "header.i"),
    "spf": ("smtp.mailfrom", "smtp.mail"),
}


@dataclass(frozen=True, slots=True)
class Result:
    """What one method found: `spf`, `pass`, and for whom."""

    method: str
    result: str
    named: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Results:
    """One Authentication-Results header: who wrote it, and what they found."""

    server: str
    results: tuple[Result, ...]

    def found(self, method: str) -> set[str]:
        """What the method found, each time it was tried."""
        return {one.result for one in self.results if one.method == method}


def unauthenticated(incoming: Incoming, council: Council) -> str:
    """Why the sender is not believed, or nothing.

    The council's own receiving server vouches in the topmost Authentication-Results; others could
    be forged. A failure is believed from whoever stands on top: nobody gains by forging one.
    """
    written = [results_in(one) for one in incoming.all("authentication-results")]
    server = council.receiving_server.strip().lower()
    own = [one for one in written if one.server == server] if server else written[:1]
    if any("fail" in one.found("dmarc") for one in own):
        return "the receiving server says that the sender's address is forged (dmarc=fail)"
    if not server:
        return _denied(own[0]) if own else ""
    if written[:1] != own[:1] or not own:
        return f"{council.receiving_server} did not say whether the sender is genuine"
    if not any(_vouches(one, incoming.senders[0]) for one in own[0].results):
        return "the receiving server could not confirm the sender (neither spf nor dkim passed)"
    return ""


def _denied(one: Results) -> str:
    passed = "pass" in one.found("dkim") | one.found("dmarc")
    if one.found("spf") & {"fail", "softfail"} and not passed:
        return "the receiving server could not confirm the sender (spf failed, dkim did not pass)"
    return ""


def _vouches(one: Result, sender: str) -> bool:
    """Whether a passed method names the sender's own domain, or one above or below it."""
    if one.result != "pass":
        return False
    if one.method == "auth":  # signed in to the council's own server, as themselves
        return sender in (one.named.get("smtp.auth", ""), one.named.get("smtp.mailfrom", ""))
    named = [one.named[name] for name in _NAMES.get(one.method, ()) if name in one.named]
    return any(_aligned(domain_of(sender), domain_of(name)) for name in named[:1])


def _aligned(domain: str, other: str) -> bool:
    longer, shorter = sorted((domain, other), key=len, reverse=True)
    return "." in shorter and (longer == shorter or longer.endswith(f".{shorter}"))


def results_in(header: str) -> Results:
    """One header as data. Comments, which may quote the sender, are left out first."""
    parts = list(_parts(header[:LONGEST]))
    words = parts[0].split() if parts else []
    return Results(
        server=folded(words[0]) if words else "",
        results=tuple(one for part in parts[1:] if (one := _result(part)) is not None),
    )


def _result(part: str) -> Result | None:
    """Only what stands first in a part is its method: the rest says for whom."""
    pairs = _PAIR.findall(part)
    if not pairs or not part.lstrip().startswith(pairs[0][0]):
        return None
    method, result = pairs[0]
    named = {name.lower(): folded(value.strip('"')) for name, value in pairs[1:]}
    return Result(method.lower(), result.lower(), named)


def _parts(header: str) -> Iterator[str]:
    """What stands between semicolons, with comments taken out and quotations kept whole."""
    kept: list[str] = []
    depth, inside, escaped = 0, False, False
    for sign in header:
        if escaped or sign == "\\":
            escaped = not escaped
        elif sign == '"' and not depth:
            inside = not inside
        elif not inside and sign in "()":
            depth = max(0, depth + (1 if sign == "(" else -1))
            continue
        elif sign == ";" and not depth and not inside:
            yield "".join(kept)
            kept.clear()
            continue
        if not depth:
            kept.append(sign)
    yield "".join(kept)
