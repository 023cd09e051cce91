"""Ways, notices, clocks, contradictions and open questions, in protocols of one or two clauses."""

from __future__ import annotations

from datetime import date

import pytest
from small_protocol import Write, asked, one_chapter

from moothall.protocol import BadFact, Period, UnknownAct, UnknownFact, judge
from moothall.protocol.judgement import Judgement

COPY = "letter.copy"


def needs(judgement: Judgement) -> list[tuple[str, str]]:
    return [(need.kind, need.name) for need in judgement.needs]


# route, notify, answerable, become ----------------------------------------------------------------


def test_to_whom_it_goes(law: Write) -> None:
    protocol = law("- route: enquiry.submit\n  to: hub")
    unsaid = asked(protocol, "enquiry.submit")
    assert (unsaid.outcome, unsaid.route) == ("clear", ("hub",))
    assert asked(protocol, "enquiry.submit", recipient="hub").outcome == "clear"
    wrong = asked(protocol, "enquiry.submit", recipient="director")
    assert (wrong.outcome, needs(wrong)) == ("conditional", [("addressee", "recipient")])


def test_of_several_ways_one_is_enough_and_the_special_one_is_named_first(law: Write) -> None:
    rules = (
        "- route: enquiry.submit\n  to: hub\n"
        "- route: enquiry.submit\n  to: director\n  when: {late: true}"
    )
    protocol = law(rules)
    assert asked(protocol, "enquiry.submit", late=True).route == ("director", "hub")
    for addressee in ("director", "hub"):
        judgement = asked(protocol, "enquiry.submit", late=True, recipient=addressee)
        assert judgement.outcome == "clear"


def test_a_way_not_known_to_be_open_leaves_it_open(law: Write) -> None:
    rules = (
        "- route: enquiry.submit\n  to: hub\n"
        "- route: enquiry.submit\n  to: director\n  when: {letter.secret: true}"
    )
    judgement = asked(law(rules), "enquiry.submit", recipient="director")
    assert judgement.outcome == "depends"
    assert [question.fact for question in judgement.depends] == ["letter.secret"]


def test_told_before(law: Write) -> None:
    protocol = law("- notify: [hub, director]\n  before: letter.copy\n  by: officer\n  how: email")
    judgement = asked(protocol, COPY, told="hub")
    assert (judgement.outcome, needs(judgement)) == ("conditional", [("notice", "director")])
    notice = judgement.notices[0]
    assert (notice.audience, notice.when, notice.by, notice.how) == (
        ("hub", "director"),
        "before",
        ("officer",),
        "email",
    )
    told = asked(protocol, COPY, told="hub,director")
    assert (told.outcome, told.notices) == ("clear", ())


def test_told_of_it(law: Write) -> None:
    protocol = law("- notify: hub\n  of: letter.copy\n  within: 2 days\n  in_words: at once")
    judgement = asked(protocol, COPY)
    assert judgement.outcome == "clear"
    notice = judgement.notices[0]
    assert (notice.when, notice.within, notice.in_words) == ("of", Period(2, "days"), "at once")


def test_who_answers_for_it(law: Write) -> None:
    judgement = asked(law("- answerable: [director, hub]\n  for: letter.copy"), COPY)
    assert (judgement.outcome, judgement.answerable) == ("clear", ("director", "hub"))


def test_what_it_turns_into(law: Write) -> None:
    judgement = asked(law("- become: service_request\n  of: enquiry.submit"), "enquiry.submit")
    assert (judgement.outcome, judgement.becomes) == ("clear", ("service_request",))


# clocks, events, wildcards ------------------------------------------------------------------------


def test_an_act_starts_the_clock_of_another(law: Write) -> None:
    rules = (
        "- duty: enquiry.answer\n  by: officer\n  within: 10 working days\n  after: enquiry.submit"
    )
    protocol = law(rules)
    judgement = asked(protocol, "enquiry.submit")
    assert judgement.outcome == "not_covered"  # it speaks of the answer only
    clock = judgement.clocks[0]
    assert (clock.act, clock.after, clock.sort) == ("enquiry.answer", "enquiry.submit", "promise")
    assert (clock.within, clock.by) == (Period(10, "working days"), ("officer",))
    assert judgement.clauses == ("1.1",)
    own = asked(protocol, "enquiry.answer", actor="officer")
    assert [one.after for one in own.clocks] == ["enquiry.submit"]


def test_a_clock_whose_circumstances_are_not_given_does_not_start(law: Write) -> None:
    rules = (
        "- duty: enquiry.explain\n  when: {late: true}\n  in_words: soon\n  after: enquiry.submit"
    )
    protocol = law(rules)
    assert asked(protocol, "enquiry.submit").clocks == ()
    assert asked(protocol, "enquiry.submit", late=True).clocks[0].in_words == "soon"


@pytest.mark.parametrize("kind", ["permit", "require"])
def test_a_right_or_need_with_a_time_is_a_limit(law: Write, kind: str) -> None:
    needed = "\n  needs: [reason]" if kind == "require" else ""
    rules = f"- {kind}: paper.dispute\n  within: 1 month\n  after: paper.inspect{needed}"
    judgement = asked(law(rules), "paper.inspect")
    assert (judgement.clocks[0].sort, judgement.clocks[0].within) == ("limit", Period(1, "months"))


def test_an_event_has_no_may(law: Write) -> None:
    protocol = law("- notify: hub\n  of: absence.begin\n- duty: absence.begin")
    judgement = asked(protocol, "absence.begin")
    assert (judgement.outcome, judgement.required) == ("clear", ("1.1",))
    assert judgement.notices


def test_rules_on_several_acts_on_a_kind_and_on_everything(law: Write) -> None:
    protocol = law(
        "- forbid: [letter.copy, enquiry.answer]\n- permit: letter.*\n- notify: hub\n  of: '*'"
    )
    assert asked(protocol, "enquiry.answer").outcome == "forbidden"
    assert asked(protocol, "letter.send").outcome == "permitted"
    assert asked(protocol, "paper.inspect").notices[0].audience == ("hub",)


# contradictions -----------------------------------------------------------------------------------


def test_where_it_contradicts_itself_the_safe_answer_stands(law: Write) -> None:
    chapter = one_chapter(**{"1.1": "- permit: letter.copy", "1.2": "- forbid: letter.copy"})
    judgement = asked(law(chapter=chapter), COPY)
    assert (judgement.outcome, judgement.contradiction) == ("forbidden", ("1.1", "1.2"))


def test_a_reading_that_prevails_settles_it(law: Write) -> None:
    prevailing = (
        "topic: enquiries\nrules:\n  - permit: letter.copy\n    when: {letter.secret: false}\n"
        "reading: {choice: It prevails., because: It is the later., over: [1.2]}"
    ).removeprefix("topic: enquiries\n")
    chapter = one_chapter(**{"1.1": prevailing, "1.2": "- forbid: letter.copy"})
    protocol = law(chapter=chapter)
    settled = asked(protocol, COPY, letter__secret=False)
    assert (settled.outcome, settled.contradiction) == ("permitted", ())
    assert asked(protocol, COPY, letter__secret=True).outcome == "forbidden"
    assert asked(protocol, COPY).outcome == "depends"


def test_two_deciders(law: Write) -> None:
    protocol = law(
        "- refer: paper.inspect\n  to: hub\n- refer: paper.inspect\n  to: monitoring_officer"
    )
    judgement = asked(protocol, "paper.inspect", actor="councillor")
    assert judgement.decider == ("hub", "monitoring_officer")
    assert judgement.contradiction == ("1.1",)


def test_neither_this_nor_its_opposite(law: Write) -> None:
    chapter = one_chapter(**{"1.1": "- forbid: letter.copy", "1.2": "- forbid: letter.withhold"})
    protocol = law(chapter=chapter)
    assert asked(protocol, COPY).contradiction == ("1.1", "1.2")
    assert asked(protocol, "letter.withhold").contradiction == ("1.2", "1.1")


# depends, assumptions, bad questions --------------------------------------------------------------


def test_it_depends_on_what_could_change_it(law: Write) -> None:
    protocol = law("- forbid: letter.copy\n  by: officer\n  when: {letter.secret: true}")
    judgement = asked(protocol, COPY)
    assert judgement.outcome == "depends"
    assert {question.fact for question in judgement.depends} == {"actor", "letter.secret"}
    assert judgement.clauses == ("1.1",)
    assert asked(protocol, COPY, actor="councillor").outcome == "not_covered"
    assert asked(protocol, COPY, letter__secret=False).outcome == "not_covered"


def test_what_could_not_change_it_is_not_asked(law: Write) -> None:
    protocol = law("- forbid: letter.copy\n- permit: letter.copy\n  when: {letter.secret: true}")
    assert asked(protocol, COPY).outcome == "forbidden"


def test_the_most_decisive_question_comes_first(law: Write) -> None:
    rules = (
        "- forbid: letter.copy\n  when: {letter.secret: true, letter.effect: order}\n"
        "- forbid: letter.copy\n  when: {letter.secret: true, letter.effect: promise}\n"
        "- permit: letter.copy\n  when: {letter.secret: false}"
    )
    judgement = asked(law(rules), COPY)
    assert [question.fact for question in judgement.depends] == ["letter.secret", "letter.effect"]
    assert judgement.depends[0].question == "Is it secret?"


def test_whoever_asks_may_be_the_one_who_decides(law: Write) -> None:
    judgement = asked(law("- refer: paper.inspect\n  to: chief_officer"), "paper.inspect")
    assert judgement.outcome == "depends"
    assert [question.fact for question in judgement.depends] == ["actor"]


def test_assumptions_are_listed_where_they_matter(law: Write) -> None:
    protocol = law("- forbid: letter.copy\n  by: officer\n  when: {letter.hidden: true}")
    assert asked(protocol, COPY, actor="officer").assumed == {"letter.hidden": False}
    assert asked(protocol, COPY, actor="officer", letter__hidden=False).assumed == {}
    assert asked(protocol, COPY, actor="councillor").assumed == {}


def test_the_day_is_recorded(law: Write) -> None:
    protocol = law("- permit: letter.copy")
    judgement = judge(protocol, COPY, {}, at=date(2026, 12, 18))
    assert (judgement.at, judgement.council, judgement.edition) == (
        date(2026, 12, 18),
        "mockton",
        "2026",
    )


def test_names_nobody_knows(law: Write) -> None:
    protocol = law("- permit: letter.copy")
    with pytest.raises(UnknownAct, match=r"Did you mean 'letter.copy'"):
        judge(protocol, "letter.cpoy", {})
    with pytest.raises(UnknownFact, match=r"Did you mean 'letter.secret'"):
        judge(protocol, COPY, {"letter.secrt": True})
    with pytest.raises(BadFact, match=r"letter.secret cannot be 1: it is true or false"):
        judge(protocol, COPY, {"letter.secret": 1})
    with pytest.raises(BadFact, match=r"Did you mean 'order'"):
        judge(protocol, COPY, {"letter.effect": "ordr"})
    with pytest.raises(BadFact, match=r"Did you mean 'officer'"):
        judge(protocol, COPY, {"actor": frozenset(["oficer"])})
    with pytest.raises(BadFact, match=r"it is a role or a list of roles"):
        judge(protocol, COPY, {"actor": "officer"})


def test_a_way_to_several_jointly_wants_all_of_them(law: Write) -> None:
    protocol = law("- route: enquiry.submit\n  to: {all: [hub, director]}")
    assert asked(protocol, "enquiry.submit", recipient="hub,director").outcome == "clear"
    alone = asked(protocol, "enquiry.submit", recipient="hub")
    assert (alone.outcome, [need.name for need in alone.needs]) == ("conditional", ["recipient"])
    assert asked(protocol, "enquiry.submit").outcome == "clear"
