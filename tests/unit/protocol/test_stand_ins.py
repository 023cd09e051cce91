"""Who decides instead, as a protocol declares it, each with the clause that says so."""

from __future__ import annotations

from small_protocol import COVER, Write, one_chapter

from moothall.protocol import load
from moothall.protocol.stand_ins import StandIn, stand_ins

OWN = "acts:\n  complaint.determine: {label: decide a complaint}\n"
DECIDES = "- refer: complaint.determine\n  to: monitoring_officer"
CONCERNED = "- refer: complaint.determine\n  to: director\n  when: {decider.is_party: true}"


def test_nothing_is_declared_where_no_clause_says_it(law: Write) -> None:
    protocol = law(chapter=one_chapter(**{"1.1": DECIDES}), cover=COVER + OWN)
    assert stand_ins(protocol, "monitoring_officer") == ()


def test_who_decides_where_the_decider_is_concerned(law: Write) -> None:
    chapter = one_chapter(**{"1.1": DECIDES, "1.2": CONCERNED})
    protocol = law(chapter=chapter, cover=COVER + OWN)
    assert stand_ins(protocol, "monitoring_officer") == (StandIn("director", "1.2"),)


def test_who_else_may_decide_under_the_same_clause() -> None:
    guildford = load("guildford", "current")
    assert stand_ins(guildford, "monitoring_officer") == (StandIn("chief_executive", "10.6"),)
