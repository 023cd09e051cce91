"""Which clauses have acted: as the file that comes with the program says, and no more."""

from __future__ import annotations

import pytest

from moothall import protocol
from moothall.protocol.acting import acting
from moothall.protocol.coverage import coverage

COUNCILS = ("southend", "wiltshire", "guildford", "wantage")


@pytest.mark.parametrize("council", COUNCILS)
def test_only_clauses_that_there_are(council: str) -> None:
    edition = protocol.load(council)
    found = acting(council, edition.edition)
    assert found
    assert found <= set(edition.clauses)


def test_coverage_lists_the_rest_in_order() -> None:
    measured = coverage(protocol.load("wantage"))
    assert measured.acting is not None
    figures = measured.as_json()
    lists = figures["lists"]
    assert isinstance(lists, dict)
    assert figures["acting"] == len(measured.acting)
    left = [one for one in measured.executable if one not in measured.acting]
    assert lists["not_acting"] == left


def test_of_an_edition_of_which_no_story_is_told_nothing_is_said() -> None:
    assert acting("rowborough", "2027") is None


@pytest.mark.parametrize("council", COUNCILS)
def test_whatever_is_promised_can_be_overdue(council: str) -> None:
    edition = protocol.load(council)
    rules = [rule for rule in edition.rules if rule.after and (rule.within or rule.in_words)]
    kinds = {act.partition(".")[0] for rule in rules for act in rule.acts}
    assert {f"{kind}.overdue" for kind in kinds} <= set(edition.vocabulary.acts)
