"""Rules that can be seen in a sentence are drafted; what is not plain is left to a person."""

from __future__ import annotations

import pytest

from moothall import places
from moothall.protocol import read_vocabulary
from moothall.protocol.adopting.proposing.drafting import Draft, drafts
from moothall.protocol.adopting.proposing.sentences import split

VOCABULARY = read_vocabulary(places.PROTOCOLS / "vocabulary")


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
