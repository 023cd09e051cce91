"""Which messages start nothing, and whom to believe: automatic replies, bounces, loops, forgeries.

Each question answers with a sentence, or with nothing. What follows is in `handle.py`.
"""

from __future__ import annotations

import re

from moothall.people.models import Council
from moothall.post.reading import Incoming

MARK = "X-Moothall"
MOST_HOPS = 50
_RESULT = re.compile(r"\b(dmarc|spf|dkim)\s*=\s*(\w+)", re.IGNORECASE)


def automatic(incoming: Incoming, *, envelope_from: str | None) -> str:
    """Why the message counts as sent by a machine, or nothing (RFC 3834)."""
    if incoming.kind == "multipart/report" or envelope_from == "<>":
        return "a report on delivery, not a message from a person"
    if incoming.senders and incoming.senders[0].partition("@")[0] in (
        "mailer-daemon",
        "postmaster",
    ):
        return "a report on delivery, not a message from a person"
    submitted = incoming.header("auto-submitted").strip().lower()
    if submitted and not submitted.startswith("no"):
        return "an automatic reply"
    if incoming.header("x-auto-response-suppress").strip() or incoming.header("x-autoreply"):
        return "an automatic reply"
    if incoming.header("precedence").strip().lower() in ("bulk", "junk", "list", "auto_reply"):
        return "a mass mailing or an automatic reply"
    if incoming.header("list-id") or incoming.header("list-unsubscribe"):
        return "a message from a mailing list"
    return ""


def looping(incoming: Incoming, council: Council) -> str:
    """Why the message has been here before, or nothing."""
    if incoming.header(MARK.lower()):
        return "our own message came back"
    own = council.address.lower()
    if incoming.senders and _without_tag(incoming.senders[0]) == own:
        return "it comes from our own address"
    if len(incoming.all("received")) > MOST_HOPS:
        return f"it has passed more than {MOST_HOPS} servers: a loop"
    return ""


def _without_tag(address: str) -> str:
    name, _, domain = address.partition("@")
    return f"{name.partition('+')[0]}@{domain}"


def unauthenticated(incoming: Incoming, council: Council) -> str:
    """Why the sender is not believed, or nothing.

    The council's own receiving server vouches in the topmost Authentication-Results (RFC 8601);
    others could be forged. A failure is believed from whoever stands on top: nobody gains by
    forging one.
    """
    results = incoming.all("authentication-results")
    server = council.receiving_server.lower()
    if server:
        own = [one for one in results[:1] if one.split(";")[0].split(" ")[0].lower() == server]
        if not own:
            return f"{council.receiving_server} did not say whether the sender is genuine"
        return _failed(own[0], needs_pass=True)
    return _failed(results[0], needs_pass=False) if results else ""


def _failed(result: str, *, needs_pass: bool) -> str:
    found = {name.lower(): value.lower() for name, value in reversed(_RESULT.findall(result))}
    if found.get("dmarc") == "fail":
        return "the receiving server says that the sender's address is forged (dmarc=fail)"
    passes = (
        found.get("spf") == "pass" or found.get("dkim") == "pass" or found.get("dmarc") == "pass"
    )
    if needs_pass and not passes:
        return "the receiving server could not confirm the sender (neither spf nor dkim passed)"
    if found.get("spf") in ("fail", "softfail") and found.get("dkim") not in ("pass", None):
        return "the receiving server could not confirm the sender (spf and dkim failed)"
    if found.get("spf") == "fail" and "dkim" not in found and "dmarc" not in found:
        return "the receiving server says that the sender's address is forged (spf=fail)"
    return ""
