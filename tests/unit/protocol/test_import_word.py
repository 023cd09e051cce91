"""Word files: numbers that Word only counts, styles, tables, and what is no part of the words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from made_documents import BULLETS, LEGAL, WordFile, outlined, told

from moothall.protocol.adopting.documents import Line, open_document
from moothall.protocol.adopting.documents.word_numbers import figure

W = nsdecls("w")
Read = Callable[[WordFile], list[Line]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """`read(word)`: the lines of a Word file."""

    def lines(word: WordFile) -> list[Line]:
        return list(open_document(word.saved(tmp_path / "protocol.docx")).lines)

    return lines


def marks(lines: list[Line]) -> list[str]:
    return [f"{line.mark} {line.words}".strip() for line in lines]


def test_numbers_that_word_counts_are_worked_out(read: Read) -> None:
    word = WordFile()
    number = word.define(LEGAL)
    for level, words in [
        (0, "Introduction"),
        (1, "First"),
        (1, "Second"),
        (2, "a limb"),
        (2, "another limb"),
        (0, "Enquiries"),
        (1, "Third"),
        (2, "a limb"),
    ]:
        word.paragraph(words, number=number, level=level)
    assert marks(read(word)) == [
        "1. Introduction",
        "1.1 First",
        "1.2 Second",
        "(a) a limb",
        "(b) another limb",
        "2. Enquiries",
        "2.1 Third",
        "(a) a limb",
    ]


def test_a_level_that_is_left_out_counts_as_its_start(read: Read) -> None:
    word = WordFile()
    number = word.define((("decimal", "%1.", 4), ("decimal", "%1.%2", 7)))
    word.paragraph("deep at once", number=number, level=1)
    word.paragraph("and the next", number=number, level=1)
    assert marks(read(word)) == ["4.7 deep at once", "4.8 and the next"]


def test_two_lists_of_one_definition_count_on_unless_one_starts_again(read: Read) -> None:
    word = WordFile()
    first = word.define((("decimal", "%1)", 1),))
    abstract = first - 1
    on = word.use(abstract)
    again = word.use(
        abstract,
        overrides='<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>',
    )
    for number in (first, first, on, again, again):
        word.paragraph("x", number=number)
    assert [line.mark for line in read(word)] == ["1)", "2)", "3)", "1)", "2)"]


def test_a_list_tied_to_heading_styles_numbers_the_headings(read: Read) -> None:
    word = WordFile()
    number = word.define(
        (("decimal", "%1", 1), ("decimal", "%1.%2", 1)), styles=("Heading1", "Heading2")
    )
    word.count_style("Heading 1", number)
    word.count_style("Heading 2", number)
    word.paragraph("Introduction", style="Heading 1")
    word.paragraph("Purpose", style="Heading 2")
    word.paragraph("Words.")
    word.paragraph("Scope", style="Heading 2")
    word.paragraph("More.")
    lines = read(word)
    assert marks(lines) == ["1 Introduction", "1.1 Purpose", "Words.", "1.2 Scope", "More."]
    assert [line.heading for line in lines] == [1, 2, 0, 2, 0]


def test_legal_levels_bullets_and_no_number(read: Read) -> None:
    word = WordFile()
    roman = word.define((("upperRoman", "%1.", 1), ("decimal", "%1.%2", 1)), extra="<w:isLgl/>")
    dotted = word.define(BULLETS)
    bare = word.define((("none", "", 1),))
    word.paragraph("Chapter", number=roman)
    word.paragraph("clause", number=roman, level=1)
    word.paragraph("bullet", number=dotted)
    word.paragraph("not counted", number=bare)
    word.paragraph("taken out of its list", number=0)
    assert [line.mark for line in read(word)] == ["1.", "1.1", "•", "", ""]


@pytest.mark.parametrize(
    ("value", "kind", "printed"),
    [
        (4, "decimal", "4"),
        (4, "decimalZero", "04"),
        (4, "lowerLetter", "d"),
        (27, "lowerLetter", "aa"),
        (4, "upperLetter", "D"),
        (4, "lowerRoman", "iv"),
        (49, "upperRoman", "XLIX"),
        (98, "lowerRoman", "xcviii"),
    ],
)
def test_figures_as_lists_show_them(value: int, kind: str, printed: str) -> None:
    assert figure(value, kind) == printed


def test_changes_are_read_as_accepted_and_hidden_text_is_not(read: Read) -> None:
    word = WordFile()
    made = word.paragraph("An officer must ")._p
    made.append(
        parse_xml(
            f'<w:ins {nsdecls("w")}><w:r><w:t xml:space="preserve">never </w:t></w:r></w:ins>'
        )
    )
    made.append(
        parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>always </w:delText></w:r></w:del>")
    )
    made.append(parse_xml(f"<w:r {W}><w:rPr><w:vanish/></w:rPr><w:t>secretly</w:t></w:r>"))
    made.append(
        parse_xml(f"<w:r {nsdecls('w')}><w:t>copy</w:t><w:noBreakHyphen/><w:t>in.</w:t></w:r>")
    )
    assert [line.words for line in read(word)] == ["An officer must never copy-in."]


def test_a_table_of_contents_headers_and_footers_are_no_words(read: Read) -> None:
    word = WordFile()
    word.file.sections[0].header.paragraphs[0].text = "Constitution, part 5"
    word.file.sections[0].footer.paragraphs[0].text = "Page 1"
    body = word.file.element.body
    body.insert(
        0,
        parse_xml(
            f"<w:sdt {W}><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/>"
            "</w:docPartObj></w:sdtPr><w:sdtContent><w:p><w:r><w:t>1 Introduction 3</w:t></w:r>"
            "</w:p></w:sdtContent></w:sdt>"
        ),
    )
    body.insert(
        1,
        parse_xml(
            f"<w:sdt {W}><w:sdtContent><w:p><w:r><w:t>Inside a control.</w:t></w:r></w:p>"
            "</w:sdtContent></w:sdt>"
        ),
    )
    word.paragraph("Outside.")
    assert [line.words for line in read(word)] == ["Inside a control.", "Outside."]


def test_tables_are_rows_and_those_that_only_set_numbers_are_clauses(read: Read) -> None:
    word = WordFile()
    table = word.file.add_table(rows=2, cols=2)
    for at, words in enumerate(["Who", "What", "Officer", "answers"]):
        table.cell(at // 2, at % 2).text = words
    word.paragraph("Between.")
    layout = word.file.add_table(rows=2, cols=2)
    for at, words in enumerate(["4.1", "Officers answer.", "4.2", "Councillors ask."]):
        layout.cell(at // 2, at % 2).text = words
    lines = read(word)
    assert [line.cells for line in lines[:2]] == [("Who", "What"), ("Officer", "answers")]
    assert marks(lines[2:]) == ["Between.", "4.1 Officers answer.", "4.2 Councillors ask."]


def test_bold_paragraphs_are_told(read: Read) -> None:
    word = WordFile()
    word.paragraph("Enquiries", bold=True)
    half = word.paragraph("Half ", bold=True)
    half.add_run("of it is bold")
    assert [line.strong for line in read(word)] == [True, False]


def test_a_word_file_becomes_clauses(read: Read) -> None:
    word = WordFile()
    number, dotted = word.define(LEGAL), word.define(BULLETS)
    word.paragraph("Protocol on Members and Officers", style="Title")
    for level, words in [
        (0, "Enquiries"),
        (1, "An enquiry is answered within ten working days."),
        (1, "An officer shall not:"),
        (2, "copy it to another member; or"),
        (2, "pass it to the press."),
        (0, "Reports"),
        (1, "Reports are the officer's own."),
    ]:
        word.paragraph(words, number=number, level=level)
    word.paragraph("drafts are not shown", number=dotted)
    word.paragraph("Still of the same clause.")
    made = outlined(*read(word))
    assert made.title == "Protocol on Members and Officers"
    assert [part.title for part in made.parts] == ["1. Enquiries", "2. Reports"]
    assert told(made) == [
        ("1.1", "", "An enquiry is answered within ten working days."),
        (
            "1.2",
            "",
            "An officer shall not: / (a) copy it to another member; or / (b) pass it to the press.",
        ),
        (
            "2.1",
            "",
            "Reports are the officer's own. / • drafts are not shown / Still of the same clause.",
        ),
    ]
    assert made.notes == []
