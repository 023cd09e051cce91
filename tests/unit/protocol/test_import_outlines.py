"""Appendices, sections, page headers and letters: how a document's outline comes about."""

from __future__ import annotations

from pathlib import Path

import pytest

from moothall.protocol.adopting.documents import open_document
from moothall.protocol.adopting.splitting import Outline, outline


def split(text: str, tmp_path: Path, *, name: str = "protocol.txt") -> Outline:
    (tmp_path / name).write_text(text)
    return outline(open_document(tmp_path / name))


APPENDICES = """\
1. Enquiries

1.1 Members ask.

1.2 Appendix 1 says how soon.

APPENDIX 1 TO THE PROTOCOL

How soon

A. Letters

Within ten days.

B. Telephone calls

At once.

Elsewhere

As may be.

Appendix 2

Selflessness

Act for the public.

Honesty

Tell the truth.

Schedule 3: Forms

1. The enquiry form

Blue.

2. The complaint form

Red.
"""


def test_appendices_begin_again_with_numbers_letters_or_headings(tmp_path: Path) -> None:
    made = split(APPENDICES, tmp_path)
    assert [part.title for part in made.parts] == [
        "1. Enquiries",
        "APPENDIX 1 TO THE PROTOCOL How soon",
        "Appendix 2",
        "Schedule 3: Forms",
    ]
    assert [(one.number, one.heading) for one in made.provisions] == [
        ("1.1", ""),
        ("1.2", ""),
        ("A1.A", "Letters"),
        ("A1.B", "Telephone calls"),
        ("A1.elsewhere.1", ""),
        ("A2.selflessness.1", ""),
        ("A2.honesty.1", ""),
        ("S3.1", "The enquiry form"),
        ("S3.2", "The complaint form"),
    ]


def test_sections_three_deep_and_what_stands_before_the_first_number(tmp_path: Path) -> None:
    text = (
        "Foreword by the Leader\n\nWe wrote this together, members and officers.\n\n"
        "1. Support\n\n1.1 Enquiries\n\nThis part is about enquiries.\n\n1.1.1 Members ask.\n\n"
        "1.1.2 Officers answer.\n\n1.2 Briefings\n\n1.2.1 Groups may ask for one.\n\n"
        "1.3 Nothing else is owed.\n"
    )
    made = split(text, tmp_path)
    assert [(one.number, one.heading, one.section) for one in made.provisions] == [
        ("foreword-leader.1", "", ""),
        ("1.1", "Enquiries", ""),
        ("1.1.1", "", ""),
        ("1.1.2", "", ""),
        ("1.2.1", "", "1.2 Briefings"),
        ("1.3", "", ""),
    ]


def test_numbers_as_articles_and_with_letters_put_in(tmp_path: Path) -> None:
    text = (
        "Article 1 – Principles\n\n1.01 Members decide.\n\n1.02 Officers advise.\n\n"
        "1.02A Both listen.\n\nArticle 2 – Enquiries\n\n2.01 Members ask.\n"
    )
    made = split(text, tmp_path)
    assert [part.title for part in made.parts] == [
        "Article 1 – Principles",
        "Article 2 – Enquiries",
    ]
    assert [one.number for one in made.provisions] == ["1.01", "1.02", "1.02A", "2.01"]
    assert made.missing == {}


def test_page_headers_without_pages_and_numbers_alone(tmp_path: Path) -> None:
    parts = [
        f"{number}. Chapter\n\n{number}.1 Words of it.\n\n{number}.2 More.\n\n"
        f"Constitution of Rowborough\n\n{number + 4}\n"
        for number in range(1, 5)
    ]
    made = split("\n".join(parts), tmp_path)
    assert [one.number for one in made.provisions] == [
        f"{chapter}.{clause}" for chapter in range(1, 5) for clause in (1, 2)
    ]
    assert made.left_out == ["Constitution of Rowborough", "5"] + [
        words for page in (6, 7, 8) for words in ("Constitution of Rowborough", str(page))
    ]
    assert {one.text for one in made.provisions} == {"Words of it.", "More."}


def test_no_word_is_lost_whatever_the_document(tmp_path: Path) -> None:
    for text in (APPENDICES, APPENDICES.replace("1.1 ", "").replace("1.2 ", "")):
        assert split(text, tmp_path).notes == []


def test_headings_with_nothing_under_them_go_before_the_next(tmp_path: Path) -> None:
    text = (
        "# All\n\n## If things go wrong\n\n## Officers\n\nOfficers complain.\n\n"
        "## Members\n\nToo.\n"
    )
    made = split(text, tmp_path, name="protocol.md")
    assert [part.title for part in made.parts] == ["If things go wrong – Officers", "Members"]


@pytest.mark.parametrize("labels", [("A.", "B.", "C."), ("I.", "II.", "III.")])
def test_letters_and_roman_figures_head_chapters(labels: tuple[str, ...], tmp_path: Path) -> None:
    first, second, third = labels
    text = (
        f"Protocol\n\n{first} General\n\n1. Members decide.\n\n2. Officers advise.\n\n"
        f"{second} Enquiries\n\n3. Members ask.\n\n{third} Meetings\n\n4. All come.\n"
    )
    made = split(text, tmp_path)
    assert [part.title for part in made.parts] == [
        f"{first} General",
        f"{second} Enquiries",
        f"{third} Meetings",
    ]
    assert [one.number for one in made.provisions] == ["1", "2", "3", "4"]


def test_every_number_is_one_that_a_protocol_can_have(tmp_path: Path) -> None:
    text = "1. Scope\n\n1.1 All.\n\nAppendix A\n\nA. Letters\n\nBlue.\n\nB. Calls\n\nRed.\n"
    made = split(text, tmp_path)
    assert [one.number for one in made.provisions] == ["1.1", "A.A.1", "A.B.1"]
