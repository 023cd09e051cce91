"""What stands at the start of lines: numbers, letters, bullets, headings of appendices."""

from __future__ import annotations

import pytest

from moothall.protocol.adopting.splitting.marks import appendix_of, mark_of
from moothall.protocol.adopting.splitting.naming import slug
from moothall.protocol.adopting.splitting.numbering import again, fit, gaps


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("4.1 Officers", ("number", "4.1", ("4", "1"), "Officers")),
        ("4.1. Officers", ("number", "4.1.", ("4", "1"), "Officers")),
        ("4.10 Officers", ("number", "4.10", ("4", "10"), "Officers")),
        ("4.1Officers", ("number", "4.1", ("4", "1"), "Officers")),
        ("4.1A Officers", ("number", "4.1A", ("4", "1A"), "Officers")),
        ("1.0 Scope", ("number", "1.0", ("1",), "Scope")),
        ("B2.3 Scope", ("number", "B2.3", ("B2", "3"), "Scope")),
        ("Rule 12: Motions", ("number", "Rule 12:", ("12",), "Motions")),
        ("§ 3.2 Motions", ("number", "§ 3.2", ("3", "2"), "Motions")),
        ("- 1.1 Members", ("number", "1.1", ("1", "1"), "Members")),
        ("(a) one", ("item", "(a)", (), "one")),
        ("iv. four", ("item", "iv.", (), "four")),
        ("(3) three", ("item", "(3)", (), "three")),
        ("\uf0b7 bullet", ("item", "•", (), "bullet")),
        ("o inner", ("item", "•", (), "inner")),
    ],
)
def test_marks(words: str, found: tuple[str, str, tuple[str, ...], str]) -> None:
    mark = mark_of(words)
    assert mark is not None
    assert (mark.sort, mark.label, mark.path, mark.words) == found


@pytest.mark.parametrize(
    "words",
    [
        "2020 was a year",
        "Officers",
        "etc. and so on",
        "i.e. this",
        "10% of it",
        "1,000 members",
        "of",
    ],
)
def test_what_is_no_mark(words: str) -> None:
    assert mark_of(words) is None


@pytest.mark.parametrize(
    ("last", "path", "how"),
    [
        ("", "1", "first"),
        ("", "4", "odd"),
        ("1", "1.1", "next"),
        ("1.1", "1.2", "next"),
        ("1.9", "1.10", "next"),
        ("1.2", "1.2A", "next"),
        ("1.2A", "1.3", "next"),
        ("1.2.3", "1.3", "next"),
        ("1.2.3", "2", "next"),
        ("1.2.3", "2.1", "next"),
        ("1.2.3", "1.2.5", "gap"),
        ("10.1", "10.2.2", "gap"),
        ("1.2", "1.2", "again"),
        ("3.4", "3.1", "back"),
        ("3.4", "9.30", "odd"),
    ],
)
def test_how_a_number_follows(last: str, path: str, how: str) -> None:
    assert fit(tuple(last.split(".")) if last else (), tuple(path.split("."))) == how


def test_gaps_are_told_in_a_sentence() -> None:
    paths = [tuple(one.split(".")) for one in ("1.2", "1.3", "1.6", "3.1", "3.1.2")]
    assert [(".".join(path), sentence) for path, sentence in gaps(paths)] == [
        ("2", "The printed numbers go from 1 to 3."),
        ("1.1", "The printed numbers begin with 1.2."),
        ("1.4", "The printed numbers go from 1.3 to 1.6."),
        ("1.5", "The printed numbers go from 1.3 to 1.6."),
        ("3.1.1", "The printed numbers begin with 3.1.2."),
    ]


def test_a_number_printed_often() -> None:
    used: list[str] = []
    for _ in range(7):
        used.append(again("4.1", used))
    assert used == [
        *("4.1", "4.1bis", "4.1ter", "4.1quater", "4.1quinquies", "4.1-6", "4.1-7"),
    ]


@pytest.mark.parametrize(
    ("words", "prefix"),
    [
        ("Appendix 1", "A1"),
        ("APPENDIX 2 TO PROTOCOL 1", "A2"),
        ("Annex A: Forms", "A"),
        ("Schedule 3 – Forms", "S3"),
        ("Appendix", "A1"),
        ("Appendix 1 summarises the support", ""),
        ("Appendix 1 is attached.", ""),
    ],
)
def test_headings_of_appendices(words: str, prefix: str) -> None:
    assert appendix_of(words) == prefix


def test_short_names_of_headings() -> None:
    assert slug("The Relationship: General") == "relationship-general"
    assert slug("Councillors’ access to information and to council documents") == (
        "councillors-access-information"
    )
    assert slug("To the") == "to-the"
    assert slug("…") == "part"
