"""Other documents that clauses name: links once their address is known."""

from __future__ import annotations

import pytest
from small_protocol import COVER, Write, one_chapter

from moothall.protocol import ProtocolErrors, check
from moothall.protocol.references import linked

TEXT = one_chapter(**{"1.1": "- permit: letter.copy"}).replace(
    "Words.", "As the Code of\nConduct says. The Code of Conduct binds."
)


def test_the_first_mention_becomes_a_link(law: Write) -> None:
    cover = COVER + "references: {Code of Conduct: https://mockton.example/code}\n"
    protocol = law(chapter=TEXT, cover=cover)
    assert linked(protocol.clauses["1.1"].words, protocol.references) == (
        "As the [Code of\nConduct](https://mockton.example/code) says. The Code of Conduct binds."
    )


def test_the_longer_name_is_the_one_that_is_meant() -> None:
    references = {"Code": "/code", "Code of Conduct": "/conduct"}
    assert linked("The Code of Conduct and the Code.", references) == (
        "The [Code of Conduct](/conduct) and the [Code](/code)."
    )


def test_without_an_address_the_words_stand_and_the_check_notes_it(law: Write) -> None:
    protocol = law(chapter=TEXT, cover=COVER + "references: {Code of Conduct: none}\n")
    words = protocol.clauses["1.1"].words
    assert linked(words, protocol.references) == words
    (note,) = [one for one in check(protocol) if one.sort == "no address"]
    assert note.message == "No address is given yet for Code of Conduct."


@pytest.mark.parametrize(
    ("references", "message"),
    [
        ("{Code of Conduct: javascript:alert(1)}", "'javascript:alert(1)' is no address"),
        ("{Code of Conduct: }", "The address of 'Code of Conduct'"),
        ("{Cod of Conduct: none}", "No clause mentions 'Cod of Conduct'"),
    ],
)
def test_what_is_wrong_with_a_reference_is_said(law: Write, references: str, message: str) -> None:
    with pytest.raises(ProtocolErrors, match=message.replace("(", r"\(").replace(")", r"\)")):
        law(chapter=TEXT, cover=COVER + f"references: {references}\n")
