"""What each kind of rule comes to, outcome by outcome, in protocols of one or two clauses."""

from __future__ import annotations

import pytest
from small_protocol import Write, asked

from moothall.protocol import judge
from moothall.protocol.judgement import Judgement, Roles

COPY = "letter.copy"


def needs(judgement: Judgement) -> list[tuple[str, str]]:
    return [(need.kind, need.name) for need in judgement.needs]


# forbid -------------------------------------------------------------------------------------------


def test_what_is_forbidden_without_condition(law: Write) -> None:
    judgement = asked(law("- forbid: letter.copy"), COPY)
    assert judgement.outcome == "forbidden"
    assert judgement.strength == "must"
    assert judgement.clauses == ("1.1",)
    assert not judgement.departable


def test_a_prohibition_speaks_to_whom_it_names(law: Write) -> None:
    protocol = law("- forbid: letter.copy\n  by: officer")
    assert asked(protocol, COPY, actor="officer").outcome == "forbidden"
    assert asked(protocol, COPY, actor="director").outcome == "forbidden"
    assert asked(protocol, COPY, actor="councillor").outcome == "not_covered"


def test_an_exception_is_itself_the_answer(law: Write) -> None:
    protocol = law(
        "- forbid: letter.copy\n  unless:\n    - {agreed: letter.writer}\n    - {late: true}"
    )
    assert asked(protocol, COPY, agreed="letter.writer").outcome == "permitted"
    assert asked(protocol, COPY, late=True).outcome == "permitted"
    assert asked(protocol, COPY, agreed="councillor").outcome == "forbidden"


def test_exceptions_that_are_still_open_are_told(law: Write) -> None:
    protocol = law(
        "- forbid: letter.copy\n  unless:\n    - {agreed: letter.writer}\n    - {late: true}"
    )
    assert asked(protocol, COPY).unless == ("the councillor who wrote has agreed", "it is late")
    assert asked(protocol, COPY, late=False).unless == ("the councillor who wrote has agreed",)


def test_a_should_is_departed_from_with_a_reason(law: Write) -> None:
    protocol = law("- forbid: letter.copy\n  strength: should")
    before = asked(protocol, COPY)
    assert (before.outcome, before.strength) == ("forbidden", "should")
    assert (before.departable, before.departed) == (True, False)
    after = asked(protocol, COPY, departure_reason="She asked for it")
    assert (after.outcome, after.departable, after.departed) == ("forbidden", False, True)


def test_a_must_gives_way_to_no_reason(law: Write) -> None:
    judgement = asked(law("- forbid: letter.copy"), COPY, departure_reason="She asked for it")
    assert (judgement.outcome, judgement.departed) == ("forbidden", False)


def test_normally_wants_a_reason_and_with_one_departs_from_nothing(law: Write) -> None:
    protocol = law("- forbid: letter.copy\n  strength: normally")
    before = asked(protocol, COPY)
    assert (before.outcome, before.strength) == ("conditional", "normally")
    assert needs(before) == [("reason", "departure_reason")]
    after = asked(protocol, COPY, departure_reason="Both asked")
    assert (after.outcome, after.departed, after.needs) == ("clear", False, ())


def test_a_should_beside_a_must_is_not_departed_from(law: Write) -> None:
    protocol = law(
        "- forbid: letter.copy\n  strength: should\n- forbid: letter.copy\n  when: {late: true}"
    )
    judgement = asked(protocol, COPY, late=True, departure_reason="She asked for it")
    assert (judgement.outcome, judgement.strength) == ("forbidden", "must")
    assert not judgement.departed


def test_what_may_be_done_instead(law: Write) -> None:
    judgement = asked(law("- forbid: letter.copy\n  instead: [letter.send, enquiry.submit]"), COPY)
    assert [one.act for one in judgement.instead] == ["letter.send", "enquiry.submit"]
    assert judgement.instead[0].label == "send a letter"


# permit, silence ----------------------------------------------------------------------------------


def test_a_right(law: Write) -> None:
    protocol = law("- permit: letter.copy\n  by: councillor")
    assert asked(protocol, COPY, actor="ward_councillor").outcome == "permitted"


def test_what_no_rule_speaks_of_is_said_so(law: Write) -> None:
    judgement = asked(law("- permit: letter.copy"), "letter.send")
    assert (judgement.outcome, judgement.grounds) == ("not_covered", ())


def test_a_right_lifted_by_its_exception(law: Write) -> None:
    protocol = law("- permit: letter.copy\n  unless: {late: true}")
    assert asked(protocol, COPY, late=True).outcome == "not_covered"


# duty ---------------------------------------------------------------------------------------------


def test_a_duty_is_required_and_permitted(law: Write) -> None:
    judgement = asked(law("- duty: enquiry.answer\n  by: officer"), "enquiry.answer", actor="hub")
    assert (judgement.outcome, judgement.required) == ("permitted", ("1.1",))


def test_a_duty_of_others_is_none(law: Write) -> None:
    protocol = law("- duty: enquiry.answer\n  by: officer")
    judgement = asked(protocol, "enquiry.answer", actor="councillor")
    assert (judgement.outcome, judgement.required) == ("not_covered", ())


def test_a_duty_after_consulting(law: Write) -> None:
    protocol = law("- duty: enquiry.answer\n  consult: {all: [hub, chief_officer]}")
    judgement = asked(protocol, "enquiry.answer", consulted="hub")
    assert (judgement.outcome, judgement.required) == ("conditional", ("1.1",))
    assert needs(judgement) == [("consult", "chief_officer")]
    assert asked(protocol, "enquiry.answer", consulted="hub,director").outcome == "permitted"


def test_one_of_several_consulted_is_enough(law: Write) -> None:
    protocol = law("- duty: enquiry.answer\n  consult: [hub, chief_officer]")
    assert needs(asked(protocol, "enquiry.answer")) == [
        ("consult", "hub"),
        ("consult", "chief_officer"),
    ]
    assert asked(protocol, "enquiry.answer", consulted="hub").needs == ()


# require ------------------------------------------------------------------------------------------


def test_what_is_needed_first(law: Write) -> None:
    protocol = law("- require: letter.copy\n  needs: [reason, in_writing, checked]")
    judgement = asked(protocol, COPY)
    assert judgement.outcome == "conditional"
    assert needs(judgement) == [("field", "reason"), ("field", "checked")]
    assert judgement.needs[0].question == "What is the reason?"
    assert asked(protocol, COPY, reason="Floods", checked=True).outcome == "clear"


def test_a_need_known_to_be_unmet_comes_before_the_decider(law: Write) -> None:
    rules = "- require: letter.copy\n  needs: [checked]\n- refer: letter.copy\n  to: chief_officer"
    protocol = law(rules)
    assert asked(protocol, COPY, actor="councillor").outcome == "referred"
    unmet = asked(protocol, COPY, actor="councillor", checked=False)
    assert unmet.outcome == "conditional"
    assert unmet.decider == ("chief_officer",)
    assert needs(unmet) == [("field", "checked")]


def test_a_need_that_only_should_be_met_does_not_come_before_the_decider(law: Write) -> None:
    rules = (
        "- require: letter.copy\n  needs: [checked]\n  strength: should\n"
        "- refer: letter.copy\n  to: chief_officer"
    )
    assert asked(law(rules), COPY, actor="councillor", checked=False).outcome == "referred"


def test_a_need_that_should_be_met_can_be_departed_from(law: Write) -> None:
    protocol = law("- require: letter.copy\n  needs: [checked]\n  strength: should")
    assert asked(protocol, COPY).departable
    judgement = asked(protocol, COPY, departure_reason="No time")
    assert (judgement.outcome, judgement.departed, judgement.needs) == ("conditional", True, ())


# refer --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ({"actor": "councillor"}, "referred"),
        ({"actor": "councillor", "agreed": "director"}, "permitted"),
        ({"actor": "councillor", "refused": "chief_officer"}, "forbidden"),
        ({"actor": "director"}, "permitted"),
        ({"actor": "officer"}, "not_covered"),
        ({"actor": "councillor", "agreed": "hub"}, "referred"),
    ],
)
def test_somebody_else_decides(law: Write, facts: dict[str, str], outcome: str) -> None:
    protocol = law(
        "- refer: paper.inspect\n  by: councillor\n  to: chief_officer\n  leaning: grant"
    )
    judgement = asked(protocol, "paper.inspect", **facts)
    assert judgement.outcome == outcome
    if outcome == "referred":
        assert (judgement.decider, judgement.leaning) == (("chief_officer",), "grant")


def test_a_refusal_cannot_be_departed_from(law: Write) -> None:
    protocol = law("- refer: paper.inspect\n  to: chief_officer\n  strength: should")
    judgement = asked(protocol, "paper.inspect", actor="councillor", refused="chief_officer")
    assert (judgement.outcome, judgement.departable) == ("forbidden", False)


def test_deciders_jointly(law: Write) -> None:
    protocol = law("- refer: paper.inspect\n  to: {all: [hub, chief_officer]}")
    assert asked(protocol, "paper.inspect", actor="councillor").decider_jointly
    one = asked(protocol, "paper.inspect", actor="hub")
    assert (one.outcome, one.decider) == ("referred", ("hub", "chief_officer"))
    assert asked(protocol, "paper.inspect", actor="hub", agreed="director").outcome == "permitted"


def test_a_seat_that_stands_empty_is_told_and_nobody_wider(law: Write) -> None:
    """Once, an empty ward counted as councillors of the council who had been told."""
    protocol = law(
        "- notify: [letter.writer, councillor]\n  before: paper.inspect\n- permit: paper.inspect"
    )
    empty = Roles(frozenset(), empty=frozenset(["letter.writer"]))
    judgement = judge(protocol, "paper.inspect", {"told": empty})
    assert [need.name for need in judgement.needs] == ["councillor"]
    held = Roles(frozenset(["letter.writer"]), empty=frozenset(["letter.writer"]))
    assert not judge(protocol, "paper.inspect", {"told": held}).needs


def test_addressees_jointly(law: Write) -> None:
    general = "- route: paper.inspect\n  to: monitoring_officer\n"
    both = "- route: paper.inspect\n  to: {all: [hub, chief_officer]}\n  when: {actor: councillor}"
    found = asked(law(general + both), "paper.inspect", actor="councillor")
    assert found.route == ("hub", "chief_officer", "monitoring_officer")
    assert found.route_jointly == ("hub", "chief_officer")
    assert asked(law(general), "paper.inspect", actor="councillor").route_jointly == ()


def test_whoever_is_concerned_does_not_decide(law: Write) -> None:
    protocol = law("- refer: paper.inspect\n  to: chief_officer")
    judgement = asked(protocol, "paper.inspect", actor="director", decider__is_party=True)
    assert judgement.outcome == "conditional"
    assert needs(judgement) == [("decider", "decider")]


def test_the_decider_consults_first(law: Write) -> None:
    protocol = law("- refer: paper.inspect\n  to: chief_officer\n  consult: monitoring_officer")
    judgement = asked(protocol, "paper.inspect", actor="chief_officer")
    assert (judgement.outcome, needs(judgement)) == (
        "conditional",
        [("consult", "monitoring_officer")],
    )
    done = asked(protocol, "paper.inspect", actor="chief_officer", consulted="monitoring_officer")
    assert done.outcome == "permitted"


def test_without_a_decider_in_the_excepted_case(law: Write) -> None:
    protocol = law("- refer: paper.inspect\n  to: chief_officer\n  unless: {late: true}")
    assert asked(protocol, "paper.inspect", actor="councillor", late=True).outcome == "permitted"
