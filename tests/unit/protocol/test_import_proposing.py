"""What is proposed: topics, kinds, periods and drafted rules, each with the words it rests on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from moothall import places
from moothall.protocol import Period, read_vocabulary
from moothall.protocol.adopting.proposing.drafting import Draft, drafts
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


# Drafts -------------------------------------------------------------------------------------------


def drafted(words: str, *headings: str) -> list[Draft]:
    return drafts(list(split(words)), headings=headings, vocabulary=VOCABULARY)


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        (
            "Members' enquiries shall be acknowledged within two working days.",
            {
                "duty": "enquiry.acknowledge",
                "by": "officer",
                "within": "2 working days",
                "after": "enquiry.submit",
            },
        ),
        (
            "A full response to an enquiry should be sent in 15 working days of receipt.",
            {
                "duty": "enquiry.answer",
                "by": "officer",
                "within": "15 working days",
                "after": "enquiry.submit",
                "strength": "should",
            },
        ),
        (
            "Enquiries will normally be answered within 10 working days.",
            {
                "duty": "enquiry.answer",
                "by": "officer",
                "within": "10 working days",
                "after": "enquiry.submit",
                "strength": "normally",
            },
        ),
        (
            "Officers will reply to casework promptly.",
            {"duty": "enquiry.answer", "by": "officer", "in_words": "promptly"},
        ),
        (
            "An officer must not copy a councillor's correspondence to another councillor.",
            {"forbid": "correspondence.copy", "by": "officer", "when": {"copy.to": "councillor"}},
        ),
        (
            "Correspondence should not normally be copied by an officer to any other member.",
            {
                "forbid": "correspondence.copy",
                "by": "officer",
                "when": {"copy.to": "councillor"},
                "strength": "normally",
            },
        ),
        (
            "Letters which create obligations or give instructions should never be sent in the "
            "name of a councillor.",
            {
                "forbid": "letter.sign",
                "when": {
                    "letter.signed_as": "councillor",
                    "letter.effect": "[creates_obligation, gives_instruction]",
                },
            },
        ),
        (
            "No councillor shall instruct officers.",
            {"forbid": "instruction.give", "by": "councillor"},
        ),
        (
            "Enquiries should be directed to Member Services.",
            {"route": "enquiry.submit", "by": "councillor", "to": "hub", "strength": "should"},
        ),
        (
            "Disputes about access to information are referred to the Monitoring Officer.",
            {"route": "information.dispute", "to": "monitoring_officer"},
        ),
        (
            "Ward members should be invited to every public meeting in their ward.",
            {
                "notify": "ward.councillors",
                "of": "meeting.hold",
                "how": "invitation",
                "strength": "should",
            },
        ),
        (
            "The Communications Team must be informed if an officer is contacted by the press.",
            {"notify": "strategic_communications", "of": "media.contact"},
        ),
    ],
)
def test_rules_that_can_be_seen(words: str, keys: dict[str, object]) -> None:
    assert [one.keys for one in drafted(words)] == [keys]


@pytest.mark.parametrize(
    "words",
    [
        "Both sides treat each other with respect within the ten working days of the year.",
        "If it is not possible to answer an enquiry within 10 working days, they explain.",
        "This protocol does not prevent an officer copying correspondence to a councillor.",
        "It must not be assumed that correspondence copied to a councillor is public.",
        "Officers may copy correspondence to other officers.",
        "Enquiries should be directed to officers.",
        "An enquiry is a question to the council.",
        "Complaints about the press are not enquiries and should go to whoever is right.",
    ],
)
def test_what_is_not_plain_is_not_drafted(words: str) -> None:
    assert drafted(words) == []


def test_an_exception_is_told_and_left_to_a_person() -> None:
    (one,) = drafted("An officer must not copy a letter to another member unless asked.")
    assert one.exception
    assert "unless" not in one.keys
    assert one.quote.startswith("An officer must not copy a letter")


def test_what_the_vocabulary_does_not_know_is_not_drafted() -> None:
    small = read_vocabulary(places.PROTOCOLS.parent / "tests" / "unit" / "protocol" / "words")
    words = "No councillor shall instruct officers. Enquiries are answered within 10 days."
    found = drafts(list(split(words)), headings=(), vocabulary=small)
    assert [one.act for one in found] == ["enquiry.answer"]
