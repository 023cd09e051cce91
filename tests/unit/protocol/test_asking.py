"""Asking in plain words: which act is meant, which answers make a difference, what could be said
besides."""

from __future__ import annotations

import pytest

from moothall.protocol import Protocol, UnknownAct, asking, judge, load
from moothall.protocol.phrases import role_in_words

COUNCILS = ("southend", "wiltshire", "guildford", "wantage")


@pytest.fixture(params=COUNCILS)
def protocol(request: pytest.FixtureRequest) -> Protocol:
    return load(request.param)


def first(protocol: Protocol, words: str) -> str:
    found = asking.find_acts(protocol, words)
    return found[0].act.name if found else ""


@pytest.mark.parametrize(
    ("words", "act"),
    [
        ("bcc", "correspondence.copy"),
        ("May I bcc another councillor?", "correspondence.copy"),
        ("forward an e-mail", "correspondence.copy"),
        ("copy in a colleague", "correspondence.copy"),
        ("leak a paper", "information.disclose"),
        ("ring an oficer", "enquiry.approach"),  # a slip of the pen
        ("go straight to the planner", "enquiry.approach"),
        ("report a pothole problem", "enquiry.submit"),
        ("out of office", "absence.auto_reply"),
    ],
)
def test_plain_words_find_the_act(protocol: Protocol, words: str, act: str) -> None:
    names = [one.act.name for one in asking.find_acts(protocol, words)]
    assert act in names[:3], names


def test_every_act_is_found_by_its_own_label(protocol: Protocol) -> None:
    lost = [
        act.name
        for act in protocol.vocabulary.acts.values()
        if act.name not in [one.act.name for one in asking.find_acts(protocol, act.label, most=5)]
    ]
    assert not lost


def test_words_that_mean_nothing_find_nothing(protocol: Protocol) -> None:
    for words in ("", "may I", "?!", "xyzzy", "\x00"):
        assert asking.find_acts(protocol, words) == []


def test_an_act_the_protocol_is_silent_on_is_found_and_said_to_be() -> None:
    wiltshire = load("wiltshire")
    found = {one.act.name: one for one in asking.find_acts(wiltshire, "put off a line of enquiry")}
    assert not found["enquiry.discourage"].spoken_of
    assert found["enquiry.discourage"].clauses == ()


def test_clauses_that_speak_of_an_act_are_its_own_councils() -> None:
    assert "9.1.14" in asking.spoken_of(load("southend"), "correspondence.copy")
    for council in COUNCILS:
        edition = load(council)
        for act in edition.vocabulary.acts:
            assert set(asking.spoken_of(edition, act)) <= set(edition.clauses)
    with pytest.raises(UnknownAct):
        asking.spoken_of(load("southend"), "correspondence.cpoy")


def test_answers_to_a_question_are_those_that_make_a_difference() -> None:
    southend = load("southend")
    copies = [one.value for one in asking.options(southend, "correspondence.copy", "copy.to")]
    assert copies == ["councillor", "officer", "nobody"]
    urgent = asking.options(southend, "enquiry.submit", "enquiry.urgent")
    assert [one.label for one in urgent] == ["Yes", "No"]
    reason = asking.options(southend, "enquiry.explain_delay", "reason")
    assert [one.value for one in reason] == ["given", ""]
    assert asking.options(southend, "enquiry.explain_delay", "answer_by") == ()


def test_every_answer_can_be_read_back(protocol: Protocol) -> None:
    for act in protocol.vocabulary.acts:
        for question in judge(protocol, act, {}).depends:
            for one in asking.options(protocol, act, question.fact):
                value = protocol.vocabulary.read_fact(question.fact, one.value)
                judge(protocol, act, {question.fact: value})


def test_what_could_be_said_besides_turns_the_answer() -> None:
    southend = load("southend")
    facts = {"actor": frozenset(["officer"]), "copy.to": frozenset(["councillor"])}
    refused = judge(southend, "correspondence.copy", facts)
    assert refused.outcome == "forbidden"
    besides = {(one.fact, one.value): one for one in asking.statements(southend, refused, facts)}
    agreed = besides["agreed", "correspondence.writer"]
    assert agreed.label == "The councillor who wrote or was written to has agreed"
    assert not agreed.so
    said = southend.vocabulary.read_fact(agreed.fact, agreed.value)
    allowed = judge(southend, "correspondence.copy", {**facts, "agreed": said})
    assert allowed.outcome == "permitted"
    again = asking.statements(southend, allowed, {**facts, "agreed": said})
    assert next(one for one in again if one.fact == "agreed").so


def test_every_need_can_be_said_to_be_met(protocol: Protocol) -> None:
    for act in protocol.vocabulary.acts:
        judgement = judge(protocol, act, {})
        besides = {one.fact for one in asking.statements(protocol, judgement, {})}
        for need in judgement.needs:
            if need.kind in ("field", "reason"):
                assert need.name in besides, (act, need)


def test_questions_end(protocol: Protocol) -> None:
    """Answering the first question again and again comes to an answer, whatever is answered."""
    for act in protocol.vocabulary.acts:
        for turn in (0, -1):
            facts: dict[str, object] = {}
            for _ in range(12):
                judgement = judge(protocol, act, facts)  # type: ignore[arg-type]
                if not judgement.depends:
                    break
                fact = judgement.depends[0].fact
                found = asking.options(protocol, act, fact)
                given = found[turn].value if found else ("5" if turn else "1")
                if not found and protocol.vocabulary.fact(fact).type == "date":
                    given = "2026-12-18"
                facts[fact] = protocol.vocabulary.read_fact(fact, given)
            else:
                raise AssertionError(f"{act} goes on asking: {facts}")


def test_a_team_with_a_plural_name_takes_no_article() -> None:
    guildford = load("guildford")
    assert role_in_words(guildford, "hub") == "Democratic Services"
    assert role_in_words(guildford, "head_of_paid_service") == "the Head of Paid Service"
