"""What is proposed: topics, kinds, periods and people, each with the words it rests on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from moothall import places
from moothall.protocol import Period, read_vocabulary
from moothall.protocol.adopting.proposing.kinds import kind_of
from moothall.protocol.adopting.proposing.periods import periods
from moothall.protocol.adopting.proposing.phrases import even, phrase, words_file
from moothall.protocol.adopting.proposing.roles import named, titles
from moothall.protocol.adopting.proposing.sentences import sentences, split
from moothall.protocol.adopting.proposing.topics import topic_of
from moothall.protocol.adopting.splitting import Piece
from moothall.protocol.rules import KINDS
from moothall.strict import Twig

VOCABULARY = read_vocabulary(places.PROTOCOLS / "vocabulary")


# The lists ----------------------------------------------------------------------------------------


def leaves(twig: Twig) -> Iterator[str]:
    for inner in twig.entries.values():
        yield from leaves(inner)
    for part in twig.parts if isinstance(twig.value, list) else ():
        yield from leaves(part) if part.is_mapping else [part.written]


def test_every_name_in_the_lists_is_known() -> None:
    assert words_file("topics.yaml").entries.keys() == VOCABULARY.topics.keys()
    assert set(words_file("kinds.yaml").entries) <= {*KINDS, "means"}
    assert set(words_file("roles.yaml").entries) <= VOCABULARY.roles.keys()
    for group in words_file("drafts.yaml").entries.values():
        for act, shape in group.entries.items():
            assert act in VOCABULARY.acts
            for key in ("by", "after"):
                if key in shape.entries:
                    name = shape.entries[key].written
                    assert name in {**VOCABULARY.roles, **VOCABULARY.acts}
            for fact in shape.entries["facts"].parts if "facts" in shape.entries else ():
                given = fact.entries["value"].written
                VOCABULARY.read_fact(fact.entries["fact"].written, given)


@pytest.mark.parametrize("name", ["topics", "kinds", "roles", "drafts", "triggers"])
def test_no_list_holds_a_phrase_that_finds_everything(name: str) -> None:
    for written in leaves(words_file(f"{name}.yaml")):
        assert phrase(written).find("") is None
        assert phrase(written).find("xyzzy quux") is None, written


@pytest.mark.parametrize(
    ("written", "text", "found"),
    [
        ("cop*", "he copied it", True),
        ("cop*", "he recopied it", False),
        ("copied to", "copied  to", True),
        ("must not", "must notify", False),
        ("members' room", "the Members’ Room", True),
        ("raise .. with", "raise the matter directly with her", True),
        ("raise .. with", "raise a b c d e f g with", False),
        ("raise ... with", "raise a b c d e f g with", True),
    ],
)
def test_phrases(written: str, text: str, found: bool) -> None:
    assert (phrase(written).find(even(text)) is not None) is found


# Topics, kinds, sentences -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "headings", "topic"),
    [
        ("Letters are not copied to others.", ("Correspondence",), "correspondence"),
        ("A press release is factual.", (), "media-publicity"),
        ("Members are given a laptop and stationery.", (), "resources-facilities"),
        ("Both sides act with courtesy and respect.", (), "conduct"),
        ("It is done.", ("", "", "Access to premises"), "premises"),
        ("Nothing that says anything.", (), ""),
    ],
)
def test_topics(words: str, headings: tuple[str, ...], topic: str) -> None:
    found = topic_of(words, headings=headings)
    assert found.name == topic
    assert bool(found.by) is bool(topic)


@pytest.mark.parametrize(
    ("words", "kind", "by"),
    [
        ("An officer must not copy it.", "forbid", "must not"),
        ("Officer means anybody employed here.", "means", "means"),
        ("It may be seen only if the writer agrees.", "require", "only if"),
        ("It is referred to the Chief Executive.", "route", "referred to the"),
        ("A councillor may ask again.", "permit", "councillor* .. may"),
        ("Questions that may arise are many.", "guide", ""),
        ("It is not easy. Officers shall answer.", "duty", "shall"),
        ("Trust is at the heart of it.", "guide", ""),
    ],
)
def test_kinds(words: str, kind: str, by: str) -> None:
    found = kind_of(split(words))
    assert (found.name, "".join(found.by)) == (kind, by)


def test_items_are_sentences_with_the_words_that_lead_to_them() -> None:
    pieces = [
        Piece("text", "It is so, e.g. Here. Officers must not:"),
        Piece("item", "copy it; or", "(a)"),
        Piece("item", "lose it. They keep it.", "(b)"),
        Piece("row", "", cells=("Who", "What")),
        Piece("text", "That is all."),
        Piece("item", "alone", "•"),
    ]
    assert list(sentences(pieces)) == [
        "It is so, e.g. Here.",
        "Officers must not copy it; or",
        "Officers must not lose it.",
        "They keep it.",
        "That is all.",
        "alone",
    ]


# Periods ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "lead", "period"),
    [
        ("within 10 working days of receipt", "within", Period(10, "working days")),
        ("Within ten (10) working days", "within", Period(10, "working days")),
        ("no later than twenty-one days after", "within", Period(21, "days")),
        ("not more than 5 business days", "within", Period(5, "working days")),
        ("within a period of three months", "within", Period(3, "months")),
        ("within a month", "within", Period(1, "months")),
        ("in two weeks", "within", Period(14, "days")),
        ("within a fortnight", "within", Period(14, "days")),
        ("at least every four years", "every", Period(4, "years")),
        ("away for more than one working day", "over", Period(1, "working days")),
        ("a ten-day wait", "", Period(10, "days")),
        ("within 24 hours", "within", None),
        ("at least five clear days before", "", None),
    ],
)
def test_periods(words: str, lead: str, period: Period | None) -> None:
    assert [(one.lead, one.period) for one in periods(words)] == [(lead, period)]


@pytest.mark.parametrize(
    "words",
    ["the next day", "day to day", "a day", "section 10 days", "1,000", "none of these days"],
)
def test_what_is_no_period(words: str) -> None:
    found = [one for one in periods(words) if one.lead == "within"]
    assert found == []


# People -------------------------------------------------------------------------------------------


def test_people_are_told_by_the_longest_words() -> None:
    text = "The Deputy Chief Executive, a ward councillor and an officer of Member Services"
    assert [one.role for one in named(text)] == [
        "deputy_chief_executive",
        "ward.councillors",
        "officer",
        "hub",
    ]


def test_titles_are_the_documents_own() -> None:
    text = "The Monitoring Officer, the monitoring officer and Monitoring Officer; the Mayor"
    roles = {"monitoring_officer": True, "mayor": False}
    assert titles(text, roles=roles) == {"monitoring_officer": "Monitoring Officer"}
