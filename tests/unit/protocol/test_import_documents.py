"""PDF, plain text and Markdown as lines, and every file that cannot be read as one sentence."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import pytest
from made_documents import Set, WordFile, outlined, pdf, told

from moothall.protocol.adopting.documents import Line, open_document, opening
from moothall.protocol.adopting.trouble import Unreadable

WORDS = "An enquiry is answered within ten working days of receipt."


def read(path: Path, content: bytes | str) -> list[Line]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(open_document(path).lines)


# PDF --------------------------------------------------------------------------------------------


def page(number: int, *lines: Set) -> list[Set]:
    """A page with the header and footer that every page has."""
    head = Set(70, 40, "Rowborough Borough Council")
    return [head, *lines, Set(280, 810, f"Page {number} of 2")]


PAGES = [
    page(
        1,
        Set(70, 90, "Member and Officer Protocol", size=18, bold=True),
        Set(70, 130, "1. Enquiries", bold=True),
        Set(70, 160, "1.1   Members' enquiries are answered within ten working days of"),
        Set(110, 174, "receipt, as the well-"),
        Set(110, 188, "established practice of the Council has been. It is well-established."),
        Set(70, 220, "1.2   An officer shall not:"),
        Set(110, 248, "(a)  copy an enquiry to another member; or"),
        Set(110, 262, "(b)  speak of it to the press, as said in paragraph"),
    ),
    page(
        2,
        Set(110, 90, "1.1 of this Protocol, without leave."),
        Set(70, 120, "2. Roles", bold=True),
        Set(70, 150, "Member", bold=True),
        Set(300, 150, "Officer", bold=True),
        Set(70, 164, "sets policy"),
        Set(300, 164, "carries it out"),
        Set(70, 200, "2.1   Roles are distinct."),
    ),
]


def test_a_pdf_becomes_clauses_without_what_every_page_repeats(tmp_path: Path) -> None:
    made = outlined(*read(tmp_path / "protocol.pdf", pdf(PAGES)))
    assert made.title == "Member and Officer Protocol"
    assert [part.title for part in made.parts] == ["1. Enquiries", "2. Roles"]
    assert told(made) == [
        (
            "1.1",
            "",
            "Members' enquiries are answered within ten working days of receipt, as the "
            "well-established practice of the Council has been. It is well-established.",
        ),
        (
            "1.2",
            "",
            "An officer shall not: / (a) copy an enquiry to another member; or / "
            "(b) speak of it to the press, as said in paragraph 1.1 of this Protocol, "
            "without leave.",
        ),
        ("2", "Roles", "|Member|Officer| / |sets policy|carries it out|"),
        ("2.1", "", "Roles are distinct."),
    ]
    assert made.left_out == [
        "Rowborough Borough Council",
        "Page 1 of 2",
        "Rowborough Borough Council",
        "Page 2 of 2",
    ]
    assert made.notes == []


def test_where_a_line_stands_and_how_it_is_set_is_told(tmp_path: Path) -> None:
    lines = read(tmp_path / "protocol.pdf", pdf(PAGES))
    by_words = {line.words: line for line in lines}
    assert by_words["1. Enquiries"].strong
    assert by_words["1. Enquiries"].gap
    assert by_words["Member and Officer Protocol"].strong
    assert not by_words["receipt, as the well\u00ad"].gap
    assert by_words["Page 2 of 2"].edge
    assert by_words["2.1 Roles are distinct."].page == 2


def test_a_page_without_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "protocol.pdf").write_bytes(pdf([*PAGES, []]))
    assert open_document(tmp_path / "protocol.pdf").notes == ("Page 3 has no text on it.",)


# Plain text and Markdown --------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_of_whatever_encoding(encoding: str, tmp_path: Path) -> None:
    lines = read(
        tmp_path / "protocol.txt", "1.1 The Council’s words – all of them.".encode(encoding)
    )
    assert [line.words for line in lines] == ["1.1 The Council’s words – all of them."]


def test_pages_gaps_and_cells_of_a_text(tmp_path: Path) -> None:
    lines = read(tmp_path / "protocol.txt", "Header\n\nOne\ntwo\n\fHeader\nWho\tWhat\nA\tB\n")
    assert [(line.words, line.page, line.gap, line.cells) for line in lines] == [
        ("Header", 1, True, ()),
        ("One", 1, True, ()),
        ("two", 1, False, ()),
        ("Header", 2, False, ()),
        ("Who What", 2, False, ("Who", "What")),
        ("A B", 2, False, ("A", "B")),
    ]


def test_ligatures_and_invisible_characters(tmp_path: Path) -> None:
    lines = read(tmp_path / "protocol.txt", "an o\ufb03cer\u200b \ufb01les\u00a0it")
    assert [line.words for line in lines] == ["an officer files it"]


MARKDOWN = """\
# Protocol

## Enquiries

An *enquiry* is **answered** within `ten` [working days](https://rowborough.example/days).
It goes on here.

1. first
2. second
   - inner \\* mark

| Who | What |
| --- | ---- |
| A   | B    |

**All bold**

    indented words
"""


def test_markdown_keeps_words_levels_numbers_and_tables(tmp_path: Path) -> None:
    lines = read(tmp_path / "protocol.md", MARKDOWN)
    assert [(line.mark, line.words or line.cells, line.heading) for line in lines] == [
        ("", "Protocol", 1),
        ("", "Enquiries", 2),
        (
            "",
            "An enquiry is answered within ten working days (https://rowborough.example/days).",
            0,
        ),
        ("", "It goes on here.", 0),
        ("1.", "first", 0),
        ("2.", "second", 0),
        ("•", "inner * mark", 0),
        ("", ("Who", "What"), 0),
        ("", ("A", "B"), 0),
        ("", "All bold", 0),
        ("", "indented words", 0),
    ]
    assert [line.words for line in lines if line.strong] == ["All bold"]


def test_markdown_is_told_by_its_headings_whatever_the_file_is_called(tmp_path: Path) -> None:
    assert read(tmp_path / "protocol.txt", MARKDOWN)[0].heading == 1
    assert read(tmp_path / "plain.txt", "# 1 only one\n\nwords\n")[0].words == "# 1 only one"


# What cannot be read ------------------------------------------------------------------------------


def why(path: Path, content: bytes | str | None = None) -> str:
    if content is not None:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(Unreadable) as caught:
        open_document(path)
    return str(caught.value)


def test_a_file_that_is_not_there_or_is_a_folder(tmp_path: Path) -> None:
    assert why(tmp_path / "none.docx").endswith(
        "none.docx cannot be read: No such file or directory."
    )
    assert why(tmp_path).endswith("is a folder: name the file in it.")


def test_a_pdf_with_a_password(tmp_path: Path) -> None:
    closed = pdf(PAGES, password="open sesame")
    assert why(tmp_path / "p.pdf", closed) == "p.pdf has a password. Save it without one first."


def test_a_scanned_pdf(tmp_path: Path) -> None:
    scanned = pdf([[], []], picture=True)
    assert "holds pictures of pages and no text" in why(tmp_path / "p.pdf", scanned)


def test_a_damaged_pdf(tmp_path: Path) -> None:
    assert "damaged" in why(tmp_path / "p.pdf", b"%PDF-1.4\nnothing more")


def test_a_pdf_of_a_whole_constitution(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from moothall.protocol.adopting.documents import pdf as reader

    monkeypatch.setattr(reader, "MOST_PAGES", 1)
    assert "has 2 pages, and 1 is the most" in why(tmp_path / "p.pdf", pdf(PAGES))


def packed(**entries: str) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in entries.items():
            archive.writestr(name.replace("__", "/"), text)
    return kept.getvalue()


def test_what_is_no_word_file(tmp_path: Path) -> None:
    assert "is no Word file" in why(tmp_path / "p.docx", packed(content="x"))
    assert "breaks off" in why(tmp_path / "p.docx", b"PK\x03\x04 and no more")
    assert "is damaged" in why(tmp_path / "p.docx", packed(**{"word__document.xml": "<w:document"}))
    assert "old Word file" in why(
        tmp_path / "p.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99)
    )
    assert "rich text" in why(tmp_path / "p.rtf", "{\\rtf1 words}")
    assert "is no text, Word or PDF file" in why(
        tmp_path / "p.png", b"\x89PNG\r\n\x00\x00\x00\rIHDR"
    )


def test_a_file_that_unpacks_without_end_is_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from moothall.protocol.adopting.documents import word

    opened: list[object] = []
    monkeypatch.setattr(word.docx, "Document", opened.append)
    bomb = packed(**{"word__document.xml": "0" * (word.MOST_UNPACKED + 1)})
    assert len(bomb) < 1024 * 1024
    assert "unpacks to more than any protocol holds" in why(tmp_path / "p.docx", bomb)
    assert opened == []


def test_a_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MOST_BYTES", 1024 * 1024)
    assert "too large: 2 MB, and 1 MB is the most" in why(tmp_path / "p.txt", "a" * 2 * 1024 * 1024)


def test_a_text_that_is_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MOST_CHARACTERS", 10)
    assert "too long for a protocol" in why(tmp_path / "p.txt", WORDS)


@pytest.mark.parametrize("content", ["", "\n \n\t\n", "\ufeff"])
def test_a_file_without_words(content: str, tmp_path: Path) -> None:
    assert why(tmp_path / "p.txt", content) == "There are no words in p.txt."


def test_a_word_file_without_words(tmp_path: Path) -> None:
    assert why(tmp_path / "p.docx", WordFile().content()) == "There are no words in p.docx."


@pytest.mark.parametrize("sort", ["docx", "pdf", "txt"])
def test_damage_ends_in_a_sentence_or_in_words(sort: str, tmp_path: Path) -> None:
    """Bytes changed, taken out and cut off anywhere: never anything but Unreadable."""
    word = WordFile()
    number = word.define((("decimal", "%1.%2", 1),))
    word.paragraph(WORDS, number=number)
    whole = {"docx": word.content(), "pdf": pdf(PAGES), "txt": WORDS.encode()}[sort]
    chance = random.Random(20261118)
    outcomes = set()
    for _ in range(60):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 40)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        if chance.random() < 0.3:
            damaged = damaged[: chance.randrange(len(damaged))]
        (tmp_path / f"p.{sort}").write_bytes(bytes(damaged))
        try:
            outcomes.add(bool(open_document(tmp_path / f"p.{sort}").lines))
        except Unreadable as unreadable:
            outcomes.add(str(unreadable).endswith("."))
    assert outcomes == {True}
