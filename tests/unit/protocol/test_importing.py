"""A document becomes a folder that reads as a protocol, word for word; nothing in it acts."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_documents import LEGAL, WordFile
from markdown_it import MarkdownIt

from moothall import places
from moothall.protocol import Vocabulary, check, judge, load, read_vocabulary
from moothall.protocol.adopting.chapters_text import Proposed, chapter_text, wrapped
from moothall.protocol.adopting.cover import quoted
from moothall.protocol.adopting.importing import Imported, council_named, import_document
from moothall.protocol.adopting.proposing.topics import Proposal
from moothall.protocol.adopting.splitting import Part, Piece, Provision
from moothall.protocol.adopting.trouble import CannotAdopt, Unreadable
from moothall.protocol.chapters import split
from moothall.protocol.page import Page
from moothall.strict import Faults, read_text

DOCUMENT = """\
Rowborough Borough Council
Protocol on Member and Officer Relations

1. Enquiries

1.1 Members' enquiries should be directed to Member Services.

1.2 Enquiries will be answered within 15 working days of receipt.

1.4 An officer must not copy a member's correspondence to any other member unless:

(a) the member agrees; or

(b) the law requires it.

2. Conduct

2.1 Trust is at the heart of Rowborough Borough Council. The Monitoring Officer keeps the register
for 28 days.

2.1 The Monitoring Officer advises.
"""


@pytest.fixture(autouse=True)
def own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder of a council's own protocols in a data folder of its own."""
    monkeypatch.setenv("MOOTHALL_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "protocols"


@pytest.fixture
def words() -> Vocabulary:
    return read_vocabulary(places.PROTOCOLS / "vocabulary")


@pytest.fixture
def imported(tmp_path: Path, words: Vocabulary) -> Imported:
    file = tmp_path / "protocol.txt"
    file.write_text(DOCUMENT)
    return import_document(file, council="rowborough", edition="2026", vocabulary=words)


def test_the_folder_reads_as_a_protocol(imported: Imported, own: Path) -> None:
    assert imported.place == own / "rowborough" / "2026"
    protocol = load("rowborough")
    assert protocol.council_name == "Rowborough Borough Council"
    assert protocol.kind == "borough"
    assert protocol.title == "Rowborough Borough Council Protocol on Member and Officer Relations"
    assert protocol.titles == {"hub": "Member Services", "monitoring_officer": "Monitoring Officer"}
    assert protocol.missing == {"1.3": "The printed numbers go from 1.2 to 1.4."}
    assert [chapter.title for chapter in protocol.chapters] == ["1. Enquiries", "2. Conduct"]
    assert [chapter.file for chapter in protocol.chapters] == ["01-enquiries.md", "02-conduct.md"]
    assert list(protocol.clauses) == ["1.1", "1.2", "1.4", "2.1", "2.1bis"]
    assert protocol.sources[0].title == "Imported from protocol.txt, in the council's own words"


def test_what_is_proposed_waits_and_nothing_acts(imported: Imported) -> None:
    protocol = load("rowborough")
    assert protocol.rules == ()
    assert [(one.clause, one.kind, one.acts[0]) for one in protocol.drafts] == [
        ("1.1", "route", "enquiry.submit"),
        ("1.2", "duty", "enquiry.answer"),
        ("1.4", "forbid", "correspondence.copy"),
    ]
    assert imported.drafted == 3
    assert {one.number: (one.topic, one.looks_like) for one in protocol.clauses.values()} == {
        "1.1": ("enquiries", "route"),
        "1.2": ("enquiries", "duty"),
        "1.4": ("correspondence", "forbid"),
        "2.1": ("conduct", "guide"),
        "2.1bis": ("conduct", "guide"),
    }
    for act in protocol.vocabulary.acts:
        assert judge(protocol, act, {}).outcome == "not_covered"
    sorts = [one.sort for one in check(protocol)]
    assert sorts == ["drafted"] * 5 + ["unsettled"]


def test_once_a_person_confirms_it_a_draft_acts(imported: Imported) -> None:
    chapter = imported.place / "01-enquiries.md"
    text = chapter.read_text()
    block = text[text.index("### 1.2") : text.index("### 1.4")]
    confirmed = re.sub(r"(?m)^ *-? ?drafted: (true|duty).*\n", "", block).replace(
        "    duty:", "  - duty:"
    )
    chapter.write_text(text.replace(block, confirmed))
    protocol = load("rowborough")
    assert [one.id for one in protocol.rules] == ["1.2#1"]
    clocks = judge(protocol, "enquiry.submit", {}).clocks
    assert [(one.act, str(one.within)) for one in clocks] == [("enquiry.answer", "15 working days")]


def test_what_a_draft_rests_on_and_leaves_open_stands_beside_it(imported: Imported) -> None:
    text = (imported.place / "01-enquiries.md").read_text()
    assert "# “Enquiries will be answered within 15 working days of receipt.”" in text
    assert "# The words make an exception: say it under `unless:`." in text
    assert "topic: enquiries  # enquiries" in text
    assert "drafted: forbid  # must not" in text
    conduct = (imported.place / "02-conduct.md").read_text()
    assert "# A period stands here that no draft uses: 28 days" in conduct


def test_what_was_left_out_is_kept_beside_it(tmp_path: Path, words: Vocabulary) -> None:
    file = tmp_path / "protocol.txt"
    file.write_text("1. A\n\n1.1 One.\n\n1.2 Two.\n\n1.3 Three.\n\nhttps://rowborough.example/x\n")
    made = import_document(file, council="rowborough", edition="2026", vocabulary=words)
    assert (made.place / "left-out.txt").read_text() == "https://rowborough.example/x\n"
    assert made.as_json()["left_out"] == ["https://rowborough.example/x"]


def test_a_word_file_is_imported_too(tmp_path: Path, words: Vocabulary) -> None:
    word = WordFile()
    number = word.define(LEGAL)
    word.paragraph("Enquiries", number=number)
    word.paragraph("An enquiry is answered within 5 days.", number=number, level=1)
    word.paragraph("Officers are polite.", number=number, level=1)
    file = word.saved(tmp_path / "protocol.docx")
    made = import_document(file, council="rowborough", edition="2026", vocabulary=words)
    assert [one.number for one in made.outline.provisions] == ["1.1", "1.2"]
    assert made.as_json()["clauses"] == ["1.1", "1.2"]
    assert (made.place / "01-enquiries.md").is_file()


def test_nothing_is_written_where_the_document_cannot_be_read(
    tmp_path: Path, words: Vocabulary, own: Path
) -> None:
    (tmp_path / "empty.txt").write_text(" ")
    with pytest.raises(Unreadable):
        import_document(
            tmp_path / "empty.txt", council="rowborough", edition="2026", vocabulary=words
        )
    assert not own.exists()


def test_nothing_is_written_over(imported: Imported, tmp_path: Path, words: Vocabulary) -> None:
    before = {path: path.read_bytes() for path in imported.place.rglob("*") if path.is_file()}
    with pytest.raises(CannotAdopt, match="already a protocol rowborough/2026"):
        import_document(
            tmp_path / "protocol.txt", council="rowborough", edition="2026", vocabulary=words
        )
    assert before == {
        path: path.read_bytes() for path in imported.place.rglob("*") if path.is_file()
    }


# Word for word ------------------------------------------------------------------------------------

LETTERS = st.text(
    st.one_of(
        st.sampled_from("\\`*_<>[]()#~|&!-+=.:;'\"0123456789 "), st.characters(categories=["L"])
    ),
    min_size=1,
    max_size=250,
)
SHOWN = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def as_read(words: str) -> str:
    """What a reader of the page sees."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", SHOWN.render(words))).split())


@given(LETTERS, st.sampled_from(["text", "item"]))
def test_a_reader_sees_the_words_as_they_were(given_words: str, sort: str) -> None:
    said = " ".join(given_words.split())
    if not said:
        return
    label = "(a)" if sort == "item" else ""
    piece = Piece(sort, said, label)  # type: ignore[arg-type]
    part = Part("1 Chapter", [Provision("1.1", pieces=[piece])])
    text = chapter_text(part, {"1.1": Proposed(kind=Proposal("guide"))})
    page = Page("chapter.md")
    (section,) = split(text, page=page).sections
    assert page.found == []
    assert section.number == "1.1"
    assert as_read("\n".join(section.words)) == f"{label} {said}".strip()


def test_a_reader_sees_lists_in_lists_and_tables() -> None:
    pieces = [
        Piece("text", "Lead:"),
        Piece("item", "outer", "•"),
        Piece("item", "inner, " * 30, "(i)", 1),
        Piece("item", "first", "1."),
        Piece("row", "", cells=("Who | what", "*")),
        Piece("row", "", cells=("A", "B")),
        Piece("text", "2. Not a list"),
    ]
    part = Part("1 Chapter", [Provision("1.1", pieces=pieces)])
    (section,) = split(
        chapter_text(part, {"1.1": Proposed(kind=Proposal("guide"))}), page=Page("c.md")
    ).sections
    page = SHOWN.render("\n".join(section.words))
    assert page.count("<ul>") == 2
    assert page.count("<ol>") == 0
    assert page.count("<td>") == page.count("<th>") == 2
    assert as_read("\n".join(section.words)) == (
        f"Lead: outer (i) {'inner, ' * 30}1. first Who | what * A B 2. Not a list"
    )


def test_lines_are_short_enough_to_read() -> None:
    lines = wrapped("words and more " * 40)
    assert max(map(len, lines)) <= 100
    assert " ".join(lines) == ("words and more " * 40).strip()


@given(LETTERS)
def test_answers_are_read_back_as_they_were(answer: str) -> None:
    faults = Faults("x")
    said = " ".join(answer.split())
    root = read_text(f"key: {quoted(answer)}\n", faults=faults, name="x")
    assert root is not None
    assert root.entries["key"].written == said
    assert isinstance(root.entries["key"].value, str)
    assert faults.found == []


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (
            "Rowborough Borough Council met. The Council met.",
            ("Rowborough Borough Council", "borough"),
        ),
        (
            "In Nether Wold Town Council and Nether Wold Town Council",
            ("Nether Wold Town Council", "town"),
        ),
        ("Westshire Council", ("Westshire Council", "")),
        ("The Council and Each Council", ("", "")),
    ],
)
def test_the_council_that_a_document_names(text: str, named: tuple[str, str]) -> None:
    assert council_named(text) == named
