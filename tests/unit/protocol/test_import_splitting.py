"""Documents of many numbering styles become clauses: numbers, lists, gaps, appendices, headings."""

from __future__ import annotations

from pathlib import Path

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
