"""Reports on delivery (RFC 3464): a mail of ours that did not arrive is marked for a person.

A delay, a success or a receipt is no failure and changes nothing.
"""

from __future__ import annotations

import re

from moothall.cases.models import Outgoing
from moothall.people.models import Council
from moothall.post.plain import decode
from moothall.post.reading import Incoming

FAILED = "The recipient's server sent it back"
_FAILS = re.compile(r"^action\s*:\s*failed\b", re.IGNORECASE | re.MULTILINE)
_STATUS = re.compile(r"^diagnostic-code\s*:(.{1,300})", re.IGNORECASE | re.MULTILINE)
_ID = re.compile(r"^message-id\s*:\s*(<[^<>\s]{1,250}>)", re.IGNORECASE | re.MULTILINE)
MOST_IDS = 50


def note(council: Council, report: Incoming) -> int:
    """Marks the mails that the report says were not delivered; how many there were."""
    parts = [decode(one.content, None) for one in report.files]
    said = "\n".join([report.text, *parts])
    if not (_FAILS.search(said) or report.header("x-failed-recipients")):
        return 0
    why = next((" ".join(found.split()) for found in _STATUS.findall(said)), "")
    sent = Outgoing.objects.filter(
        council=council, state=Outgoing.State.SENT, message_id__in=_ID.findall(said)[:MOST_IDS]
    )
    return sent.update(
        state=Outgoing.State.FAILED, last_error=f"{FAILED}{f': {why}' if why else ''}."
    )
