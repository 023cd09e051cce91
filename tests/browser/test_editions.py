"""An edition of the protocol, proposed by one person and confirmed by another; a suggestion."""

from __future__ import annotations

import re

from moothall.people.models import Council

from .conftest import PHONE, Enter
from .looking import on, shown


def test_one_proposes_an_edition_and_another_confirms_it(guildford: Council, enter: Enter) -> None:
    querida = enter(guildford, "querida-quill", width=PHONE)
    querida.open("cases/new/edition/propose/")
    querida.fill(edition="current", minute="Council of 4 November, minute 7").press("Continue")
    text = shown(querida.press("Send"), "edition-proposed").text()
    found = re.search(r"GUI-EDN-\d+", text)
    assert found, text
    mona = enter(guildford, "mona-metronome").open(f"cases/{found[0]}/do/confirm/")
    on(on(mona, "adopted_on", "2026-11-04"), "last_day", "2026-11-30")
    mona.press("Confirm that it was adopted")
    text = shown(mona, "edition-adopted").text()
    assert "It is in force from the day after Monday 30 November 2026" in text


def test_a_councillor_suggests_a_change(guildford: Council, enter: Enter) -> None:
    anton = enter(guildford, "anton-abacus", width=PHONE).open("cases/new/suggestion/suggest/")
    anton.fill(subject="A glossary", change="Explain the titles.").press("Continue")
    assert re.search(r"GUI-SUG-\d+", shown(anton.press("Send"), "suggestion").text())
