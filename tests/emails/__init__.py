"""Real-shaped messages of invented people, and what must become of each (`expected.yaml`).

They stand here with plain line ends and are read as they travel, with CRLF. `letter` makes others.
"""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path
from typing import Any

import yaml

from moothall.cases.models import Case

FOLDER = Path(__file__).parent
EXPECTED: dict[str, dict[str, Any]] = yaml.safe_load((FOLDER / "expected.yaml").read_text("utf-8"))


def raw(name: str) -> bytes:
    """The message `name`.eml as it comes in."""
    return (FOLDER / f"{name}.eml").read_bytes().replace(b"\n", b"\r\n")


def letter(
    sender: str, *, to: str, subject: str = "A question", text: str = "What is it?", **headers: str
) -> bytes:
    """A message as bytes. `message_id="…"` and other headers may be named."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, to, subject
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made.as_bytes()


def reply_to(case: Case) -> str:
    """The address at which answers come back to the case."""
    return case.council.address.replace("@", f"+{case.reference}@")
