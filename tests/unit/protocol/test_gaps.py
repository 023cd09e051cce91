"""What a check finds that is open without saying so: one small protocol for each finding, and one
beside it in which all is well."""

from __future__ import annotations

import pytest
from small_protocol import COVER, Write, one_chapter

from moothall.protocol import Finding, Protocol, check

OWN = """\
acts:
  complaint.raise: {label: complain}
  complaint.meet: {label: meet about a complaint}
  complaint.formalise: {label: complain formally}
  complaint.determine: {label: decide a complaint}
  seat.take: {label: take a seat, opposes: [seat.leave]}
  seat.leave: {label: leave a seat}
"""


def cover() -> str:
    return COVER + OWN


def found(protocol: Protocol, sort: str, **options: object) -> list[Finding]:
    return [one for one in check(protocol, **options) if one.sort == sort]  # type: ignore[arg-type]


def of(law: Write, sort: str, **clauses: str) -> list[Finding]:
    return found(law(chapter=one_chapter(**clauses), cover=cover()), sort)


DECIDES = "- refer: complaint.determine\n  to: monitoring_officer"
LIMIT = "- permit: complaint.formalise\n  within: 20 working days\n  after: complaint.raise\n"


def test_a_decider_who_may_be_the_one_complained_of(law: Write) -> None:
    (one,) = of(law, "no stand-in", **{"1.1": DECIDES})
    assert one.clauses == ("1.1",)
    assert "the Monitoring Officer decide whether to decide a complaint" in one.message


@pytest.mark.parametrize(
    "other",
    [
        "- refer: complaint.determine\n  to: director\n  when: {decider.is_party: true}",
        "- forbid: complaint.determine\n  when: {decider.is_party: true}",
    ],
)
def test_a_decider_for_whom_somebody_stands_in(law: Write, other: str) -> None:
    assert not of(law, "no stand-in", **{"1.1": DECIDES, "1.2": other})


def test_a_decision_about_nobody_needs_no_stand_in(law: Write) -> None:
    assert not of(law, "no stand-in", **{"1.1": "- refer: letter.copy\n  to: monitoring_officer"})


def test_a_limit_that_runs_through_steps_without_a_day(law: Write) -> None:
    (one,) = of(
        law, "undated step", **{"1.1": LIMIT, "1.2": "- duty: complaint.meet\n  by: officer"}
    )
    assert one.clauses == ("1.1", "1.2")
    assert "20 working days" in one.message
    assert "meet about a complaint" in one.message


def test_a_limit_whose_steps_have_days(law: Write) -> None:
    dated = (
        "- duty: complaint.meet\n  by: officer\n  within: 5 working days\n  after: complaint.raise"
    )
    assert not of(law, "undated step", **{"1.1": LIMIT, "1.2": dated})
    assert not of(law, "undated step", **{"1.1": LIMIT})


def test_two_duties_that_nobody_can_both_do(law: Write) -> None:
    both = {"1.1": "- duty: seat.take\n  by: officer", "1.2": "- duty: seat.leave\n  by: officer"}
    (one,) = of(law, "both demanded", **both)
    assert one.clauses == ("1.1", "1.2")
    apart = {**both, "1.2": "- duty: seat.leave\n  by: councillor"}
    assert not of(law, "both demanded", **apart)


def test_a_reference_to_a_clause_that_is_not_there(law: Write) -> None:
    text = one_chapter(**{"1.1": "- permit: letter.copy"})
    for words, count in (
        ("As clause 9.9 says.", 1),
        ("As clauses 1.1 and 9.9 say.", 1),
        ("As clause 1.1 says.", 0),
        ("It costs 9.9 pounds.", 0),
    ):
        protocol = law(chapter=text.replace("Words.", words), cover=cover())
        assert [one.name for one in found(protocol, "dangling")] == ["9.9"] * count, words


def test_acts_that_procedures_offer_and_no_clause_speaks_of(law: Write) -> None:
    protocol = law("- permit: letter.copy")
    offered = {"letter.copy", "letter.send", "enquiry.submit"}
    (one,) = found(protocol, "unspoken", offered=offered)
    assert one.message.endswith("besides: send a letter.")  # nothing is said of enquiries at all
    assert not found(protocol, "unspoken", offered={"letter.copy"})
    assert not found(protocol, "unspoken")
