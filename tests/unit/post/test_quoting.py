"""Quoted text is folded away, and no word of the sender's own with it."""

from __future__ import annotations

import time

import pytest

from moothall.post.quoting import newly_written

QUOTED = "> hello\n>\n\n> there\n"
ON = "On Mon, 4 Jan 2027 at 10:00, The Council <enquiries@southend.example> wrote:"
HEAD = "From: The Council\nSent: 4 January 2027 10:00\nTo: Sam\nSubject: Lights\n\nDear Sam\n"


@pytest.mark.parametrize(
    ("text", "new"),
    [
        (f"Mended.\n\n{ON}\n{QUOTED}", "Mended."),
        (f"Mended.\n\n{ON[:40]}\n{ON[40:]}\n\n{QUOTED}", "Mended."),  # broken over two lines
        (f"Mended.\n\n{ON}\n\n  Dear Sam\n  no marks at all\n", "Mended."),
        (f"Mended.\n{'_' * 32}\n{HEAD}", "Mended."),
        (f"Mended.\n\n{HEAD}", "Mended."),
        ("Mended.\n\n*From:* A\n*Date:* B\n*To:* C\n\nx", "Mended."),
        (f"Mended.\n-----Original Message-----\n{HEAD}", "Mended."),
        (f"Mended.\n\n{QUOTED}", "Mended."),
        (f"{ON}\n{QUOTED}\nMended.\nSam", "Mended.\nSam"),
        (f"{ON}\n{QUOTED}", ""),
        (QUOTED, ""),
        (HEAD, ""),
        ("", ""),
        ("  indented\n    more\n\nend  ", "indented\n    more\n\nend"),
    ],
)
def test_the_quotation_goes(text: str, new: str) -> None:
    assert newly_written(text) == new


@pytest.mark.parametrize(
    "text",
    [
        "Dear Ada,\n\nWorks:\n\nDate: Monday 4 January\nSubject: resurfacing\n\nSam",
        "Thanks.\n\nOn Monday we met the contractor, who wrote:\n\nWe will mend it.",
        "From: Monday the road is open.\nTo: you, with thanks.",
        "From: the depot\n\nSent: a lorry\nTo: the site\nSubject: to weather",
        f"{ON}\n> When?\nToday.\n> Who?\nUs.",
        "> When?\nToday.\n> Who?\nUs.",
        "Mended.\n\n> hello\n\n-- \nSam",
        "On site 4 Jan 10:00 they wrote: closed",
    ],
)
def test_the_sender_s_own_words_stay(text: str) -> None:
    assert newly_written(text) == text


@pytest.mark.parametrize("subject", ["Fwd: Lights", "FW: Lights", "fw : Lights"])
def test_what_is_passed_on_is_no_quotation(subject: str) -> None:
    assert (
        newly_written(f"Please see.\n\n{HEAD}", subject=subject) == f"Please see.\n\n{HEAD}".strip()
    )


@pytest.mark.parametrize(
    "text",
    [
        "a" + "\n" * 100_000 + "b",
        "On " + "the light " * 20_000,
        "On x\n" * 20_000,
        "On wrote:\n> a\n" * 20_000,
        "From: a\n" * 20_000,
        ("On a wrote:\n" + "\n" * 1000) * 50,
    ],
    ids=["blanks", "long", "on", "wrote", "from", "gaps"],
)
def test_long_texts_are_folded_soon(text: str) -> None:
    begun = time.process_time()
    newly_written(text)
    assert time.process_time() - begun < 5
