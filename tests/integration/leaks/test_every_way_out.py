"""Every way out has its line in the table of formats: a new page or mail cannot be forgotten."""

from __future__ import annotations

import re
from pathlib import Path

import moothall
from leaks.formats import ADDRESSES, PURPOSES
from moothall.pages.permissions import PERMISSIONS

WRITES = re.compile(r"""purpose["']?\s*[=:]\s*["'](\w+)["']""")
ROOMS = ("cases", "post", "pages")


def test_every_address_is_driven_or_says_why_not() -> None:
    assert set(ADDRESSES) == set(PERMISSIONS)


def test_every_purpose_of_a_mail_is_known() -> None:
    room = Path(moothall.__file__).parent
    files = (file for name in ROOMS for file in (room / name).rglob("*.py"))
    code = "\n".join(file.read_text() for file in files)
    assert set(WRITES.findall(code)) - {"answer"} <= set(PURPOSES)  # what a question is asked for
