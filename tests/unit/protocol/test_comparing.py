"""Several councils on one question, and two editions of one protocol."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from small_protocol import Write, one_chapter, write_protocol

from moothall.protocol import Protocol, UnknownAct, load
from moothall.protocol.comparing import councils, editions

SCENARIOS = """\
- scenario: An officer copies a letter
  act: letter.copy
  by: officer
  expect: {outcome: forbidden}
- scenario: An enquiry is made
  act: enquiry.submit
  by: councillor
  expect: {outcome: permitted}
"""


def test_each_council_answers_by_its_own_clauses_alone() -> None:
    several = [load(name) for name in ("southend", "wiltshire", "guildford")]
    facts = several[0].vocabulary.read_fact("copy.to", "councillor")
    actor = several[0].vocabulary.read_fact("actor", "officer")
    answers = councils.on_question(
        several, "correspondence.copy", {"actor": actor, "copy.to": facts}
    )
    outcomes = [one.judgement.outcome for one in answers if one.judgement]
    assert outcomes == ["forbidden", "not_covered", "forbidden"]
    assert answers[1].verdict == "The protocol does not speak of this."
    for one in answers:
        assert one.judgement is not None
        assert set(one.judgement.clauses) <= set(one.protocol.clauses)


def test_an_act_or_fact_that_only_one_council_has_a_word_for() -> None:
    guildford, southend = load("guildford"), load("southend")
    own = sorted(set(guildford.vocabulary.acts) - set(southend.vocabulary.acts))
    fact = next(iter(set(guildford.vocabulary.facts) - set(southend.vocabulary.facts)))
    answers = councils.on_question([southend, guildford], own[0], {})
    assert answers[0].judgement is None
    assert answers[1].judgement is not None
    given = {fact: _some(guildford, fact)}
    answers = councils.on_question([southend, guildford], "enquiry.submit", given)
    assert answers[0].beside == (fact,)
    assert answers[1].beside == ()
    with pytest.raises(UnknownAct):
        councils.on_question([southend, guildford], "enquiry.sbumit", {})


def _some(protocol: Protocol, fact: str) -> object:
    spec = protocol.vocabulary.facts[fact]
    plain = {"bool": "yes", "int": "1", "text": "x", "date": "2026-11-25", "roles": "officer"}
    return protocol.vocabulary.read_fact(fact, plain.get(spec.type) or next(iter(spec.of)))


def test_a_topic_that_a_protocol_is_silent_on_has_an_empty_column() -> None:
    columns = councils.on_topic([load("southend"), load("wantage")], "confidentiality")
    assert all(clause.topic == "confidentiality" for one in columns for clause, _ in one.clauses)
    assert all(one.clauses for one in columns)
    with pytest.raises(councils.UnknownTopic, match="correspondence"):
        councils.on_topic([load("southend")], "corespondence")


@pytest.fixture
def old(law: Write) -> Protocol:
    return law(
        chapter=one_chapter(
            **{
                "1.1": "- forbid: letter.copy\n  by: officer",
                "1.2": "- permit: enquiry.submit\n  by: councillor",
            }
        ),
        scenarios=SCENARIOS,
    )


def newer(tmp_path: Path, *, words: str = "Words.", **clauses: str) -> Protocol:
    text = one_chapter(**clauses).replace("Words.", words)
    return write_protocol(tmp_path / "newer", chapter=text, scenarios=SCENARIOS)


SAME = {
    "1.1": "- forbid: letter.copy\n  by: officer",
    "1.2": "- permit: enquiry.submit\n  by: councillor",
}


def test_an_edition_does_not_differ_from_itself(old: Protocol, tmp_path: Path) -> None:
    found = editions.differences(old, newer(tmp_path, **SAME))
    assert found.clauses == ()
    assert found.effects == ()
    assert found.scenarios == 2


def test_new_words_with_the_same_effect(old: Protocol, tmp_path: Path) -> None:
    found = editions.differences(old, newer(tmp_path, words="Other words.", **SAME))
    assert [(one.number, one.change) for one in found.clauses] == [
        ("1.1", "changed"),
        ("1.2", "changed"),
    ]
    pieces = [(piece.sort, piece.words) for piece in found.clauses[0].words]
    assert pieces == [("old", "Words."), ("new", "Other words.")]
    assert found.effects == ()


def test_a_rule_that_changes_shows_in_its_scenarios(old: Protocol, tmp_path: Path) -> None:
    changed = {**SAME, "1.1": "- permit: letter.copy\n  by: officer"}
    found = editions.differences(old, newer(tmp_path, **changed))
    (clause,) = found.clauses
    assert clause.rules_gone == ("An officer must not copy a letter to somebody.",)
    assert clause.rules_new == ("An officer may copy a letter to somebody.",)
    (effect,) = found.effects
    assert effect.sentence == "An officer copies a letter"
    assert ("outcome", "forbidden", "permitted") in effect.changed


def test_clauses_that_come_and_go(old: Protocol, tmp_path: Path) -> None:
    found = editions.differences(
        old, newer(tmp_path, **{"1.1": SAME["1.1"], "1.3": "- permit: letter.send\n  by: officer"})
    )
    assert {one.number: one.change for one in found.clauses} == {"1.3": "added", "1.2": "removed"}
    (effect,) = found.effects
    assert ("outcome", "permitted", "not_covered") in effect.changed


def command(*words: str, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "moothall", "protocol", *words],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "MOOTHALL_HOME": str(home)},
    )


def test_comparing_from_the_command_line(tmp_path: Path) -> None:
    question = ("--act", "correspondence.copy", "--fact", "copy.to=councillor")
    done = command(
        "compare",
        "southend",
        "wiltshire",
        *question,
        "--fact",
        "actor=officer",
        "--json",
        home=tmp_path,
    )
    answers = json.loads(done.stdout)
    assert [one["outcome"] for one in answers] == ["forbidden", "not_covered"]
    assert answers[0]["clauses"] == ["9.1.14"]
    assert answers[1]["clauses"] == []
    wrong = command("compare", "southend", "--act", "correspondence.cpoy", home=tmp_path)
    assert wrong.returncode == 2
    assert "Did you mean 'correspondence.copy'" in wrong.stderr


def test_differences_from_the_command_line(tmp_path: Path) -> None:
    same = command("diff", "southend", "2020", "2020", "--json", home=tmp_path)
    assert same.returncode == 0
    assert json.loads(same.stdout)["effects"] == []
    others = command("diff", "southend", "2020", "wantage/2026", "--json", home=tmp_path)
    assert others.returncode == 1
    assert json.loads(others.stdout)["effects"]
    unknown = command("diff", "southend", "2020", "1066", home=tmp_path)
    assert unknown.returncode == 2
    assert "1066" in unknown.stderr
