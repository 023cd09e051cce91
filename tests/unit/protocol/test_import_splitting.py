"""Documents of many numbering styles become clauses: numbers, lists, gaps, appendices, headings."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_documents import told

from moothall.protocol.adopting.documents import open_document
from moothall.protocol.adopting.splitting import Outline, outline


def split(text: str, tmp_path: Path, *, name: str = "protocol.txt") -> Outline:
    (tmp_path / name).write_text(text)
    return outline(open_document(tmp_path / name))


DOTTED = """\
ROWBOROUGH BOROUGH COUNCIL

Protocol on Member and Officer Relations

Contents
1. Purpose ............................ 1
2. Enquiries .......................... 2

1. Purpose

Reasons for it

1.1 This protocol helps members and officers to work together, whatever their party
and whatever their post.

1.2 It does the following:

• sets out who
does what;

• says by when, as section
3.1 of the Code of Conduct does; and

   o   for members
   o   for officers

• says what follows.

It is read with the Code.

2. Enquiries

2.1 Members ask
Member Services.

2.1 An answer comes within ten work-
ing days. Other working arrangements may be agreed.

2.4

The Monitoring Officer settles disputes.

http://www.rowborough.example/constitution

3. Summary

All of this serves the public.
"""


def test_chapters_clauses_lists_gaps_and_doubles(tmp_path: Path) -> None:
    made = split(DOTTED, tmp_path)
    assert made.title == "ROWBOROUGH BOROUGH COUNCIL Protocol on Member and Officer Relations"
    assert [part.title for part in made.parts] == ["1. Purpose", "2. Enquiries", "3. Summary"]
    assert told(made) == [
        (
            "1.1",
            "",
            "This protocol helps members and officers to work together, whatever their party and "
            "whatever their post.",
        ),
        (
            "1.2",
            "",
            "It does the following: / • sets out who does what; / • says by when, as section 3.1 "
            "of the Code of Conduct does; and / >• for members / >• for officers / • says what "
            "follows. / It is read with the Code.",
        ),
        ("2.1", "", "Members ask Member Services."),
        (
            "2.1bis",
            "",
            "An answer comes within ten working days. Other working arrangements may be agreed.",
        ),
        ("2.4", "", "The Monitoring Officer settles disputes."),
        ("3", "Summary", "All of this serves the public."),
    ]
    assert [one.section for one in made.provisions[:2]] == ["Reasons for it"] * 2
    assert made.missing == {
        "2.2": "The printed numbers go from 2.1 to 2.4.",
        "2.3": "The printed numbers go from 2.1 to 2.4.",
    }
    assert made.doubled == ["2.1bis"]
    assert made.left_out == [
        "Contents",
        "1. Purpose ............................ 1",
        "2. Enquiries .......................... 2",
        "http://www.rowborough.example/constitution",
    ]
    assert made.notes == []


SINGLE = """\
Officer and Member Protocol

Enquiries

1. Members send their enquiries to the Clerk.
2. The Clerk answers:
(a) within ten days;
(b) or explains, in writing,
    (i) why not; and
    (ii) by when.
(c) In every case the Clerk is polite.
3. No more is owed.

Meetings

4. Officers attend.
"""


def test_clauses_with_one_number_under_headings_without(tmp_path: Path) -> None:
    made = split(SINGLE, tmp_path)
    assert [part.title for part in made.parts] == ["Enquiries", "Meetings"]
    assert told(made) == [
        ("1", "", "Members send their enquiries to the Clerk."),
        (
            "2",
            "",
            "The Clerk answers: / (a) within ten days; / (b) or explains, in writing, / "
            ">(i) why not; and / >(ii) by when. / (c) In every case the Clerk is polite.",
        ),
        ("3", "", "No more is owed."),
        ("4", "", "Officers attend."),
    ]


def test_numbers_that_begin_again_under_each_heading(tmp_path: Path) -> None:
    made = split(SINGLE.replace("4. Officers attend.", "1. Officers attend.\n2. Or not."), tmp_path)
    assert [one.number for one in made.provisions] == ["1", "2", "3", "meetings.1", "meetings.2"]
    assert (made.doubled, made.missing) == ([], {})


def test_a_list_of_figures_inside_a_clause(tmp_path: Path) -> None:
    text = (
        "1. Scope\n\n1.1 There are three rules:\n\n1. Be kind.\n2. Be quick.\n3. Be fair.\n\n"
        "1.2 They bind all.\n\n2. Roles\n\n2.1 Officers advise.\n\n2.2 Members decide.\n"
    )
    made = split(text, tmp_path)
    assert told(made)[0] == (
        "1.1",
        "",
        "There are three rules: / 1. Be kind. / 2. Be quick. / 3. Be fair.",
    )
    assert [one.number for one in made.provisions] == ["1.1", "1.2", "2.1", "2.2"]


UNNUMBERED = """\
# Rowborough Town Council

## Member and Officer Protocol

### Introduction

This protocol guides members and officers.

It is short.

### Members' access to information and documents

Officers must:

- answer members
- be
  polite.

### Rowborough Town Council Member and Officer Protocol

members may ask again.

| Adopted | Review |
| ------- | ------ |
| 2026    | 2028   |

#### Café & bar

Open.

### Introduction

Said again.
"""


def test_an_unnumbered_document_is_numbered_by_its_headings(tmp_path: Path) -> None:
    made = split(UNNUMBERED, tmp_path, name="protocol.md")
    assert made.title == "Rowborough Town Council Member and Officer Protocol"
    assert told(made) == [
        ("introduction.1", "", "This protocol guides members and officers."),
        ("introduction.2", "", "It is short."),
        (
            "members-access-information.1",
            "",
            "Officers must: / • answer members / • be polite.",
        ),
        (
            "members-access-information.2",
            "",
            "members may ask again. / |Adopted|Review| / |2026|2028|",
        ),
        ("cafe-bar.1", "", "Open."),
        ("introduction-2.1", "", "Said again."),
    ]
    assert [part.title for part in made.parts] == [
        "Introduction",
        "Members' access to information and documents",
        "Introduction",
    ]
    assert made.left_out == ["Rowborough Town Council Member and Officer Protocol"]


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
    for text in (DOTTED, SINGLE, APPENDICES):
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
