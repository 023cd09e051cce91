"""Nothing drafted has effect until a person confirms it: not on any judgement, clock or finding."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_protocol import Write, asked, one_clause

from moothall import places
from moothall.protocol import (
    Judgement,
    Protocol,
    check,
    contradictions,
    coverage,
    load,
    read_protocol,
    read_scenarios,
    read_vocabulary,
)
from moothall.protocol.adopting.drafts import with_clauses_drafted, with_rules_drafted
from moothall.protocol.bench import Bench, bench_of
from moothall.protocol.judge import judge_on

COUNCILS = ("southend", "wiltshire", "guildford", "wantage")


@cache
def shipped(council: str) -> Protocol:
    return load(council, folder=places.PROTOCOLS)


def with_drafts(
    protocol: Protocol, rules: set[str], *, root: str, clauses: bool = False
) -> Protocol:
    """The same protocol with these rules (by id), or with all clauses, marked as drafted."""
    folder = Path(root) / protocol.council / protocol.edition
    shutil.copytree(protocol.folder, folder)
    for chapter in protocol.chapters:
        file = folder / chapter.file
        lines = {one.line for one in protocol.rules if one.id in rules and one.file == file.name}
        text = with_rules_drafted(file.read_text("utf-8"), lines=lines)
        file.write_text(with_clauses_drafted(text) if clauses else text, "utf-8")
    return read_protocol(folder, vocabulary=read_vocabulary(places.PROTOCOLS / "vocabulary"))


def without(protocol: Protocol, rules: set[str]) -> Bench:
    kept = [one for one in bench_of(protocol).compiled if one.rule.id not in rules]
    return Bench(protocol, compiled=kept)


def judged(bench: Bench, protocol: Protocol) -> list[tuple[str, dict[str, object]]]:
    """What each scenario's act and facts come to; lines of the file say nothing of it."""
    return [
        (one.sentence, judge_on(bench, one.act, one.facts).as_json())
        for one in read_scenarios(protocol)
    ]


@settings(max_examples=12, deadline=None)
@given(st.data())
def test_a_drafted_rule_never_changes_a_judgement(data: st.DataObject) -> None:
    """Marking rules as drafted judges as taking them out does, for every scenario there is."""
    protocol = shipped(data.draw(st.sampled_from(COUNCILS)))
    rules = data.draw(st.sets(st.sampled_from([one.id for one in protocol.rules]), min_size=1))
    with TemporaryDirectory() as root:
        drafted = with_drafts(protocol, rules, root=root)
    assert {one.id for one in drafted.drafts} == rules
    assert not rules & {one.id for one in drafted.rules}
    assert judged(bench_of(drafted), protocol) == judged(without(protocol, rules), protocol)


@pytest.mark.parametrize("council", COUNCILS)
def test_a_protocol_of_drafted_clauses_covers_nothing(council: str) -> None:
    protocol = shipped(council)
    with TemporaryDirectory() as root:
        drafted = with_drafts(protocol, set(), root=root, clauses=True)
    assert len(drafted.drafts) == len(protocol.rules) > 0
    assert drafted.rules == ()
    outcomes = {one["outcome"] for _, one in judged(bench_of(drafted), protocol)}
    assert outcomes == {"not_covered"}
    assert list(contradictions(drafted)) == []


def test_a_drafted_clause_defines_and_settles_nothing(law: Write) -> None:
    """Its `means:`, `judges:` and readings would change other clauses' judgements."""
    others = one_clause("1.1", "- forbid: letter.copy\n  by: director") + one_clause(
        "1.2", "rules:\n  - permit: letter.copy\nreading: {choice: A., because: B., over: [1.1]}"
    )
    means = one_clause("1.3", "means: {director: [councillor]}")
    text = "# 1 Chapter\n" + others + means
    confirmed = law(chapter=text)
    assert asked(confirmed, "letter.copy", actor="councillor").outcome == "permitted"
    assert "director" in confirmed.kinds_of("councillor")
    assert confirmed.over == {("1.2", "1.1")}
    drafted = law(chapter=with_clauses_drafted(text))
    assert "director" not in drafted.kinds_of("councillor")
    assert drafted.over == frozenset()
    clause = drafted.clauses["1.2"]
    assert (clause.drafted, clause.readings, clause.rules) == (True, (), ())
    assert [one.id for one in clause.drafts] == ["1.2#1"]


def test_a_confirmed_rule_beside_a_drafted_one_judges(law: Write) -> None:
    protocol = law("- drafted: true\n  forbid: letter.copy\n- permit: letter.copy")
    assert asked(protocol, "letter.copy").outcome == "permitted"
    assert [one.id for one in protocol.rules] == ["1.1#2"]
    confirmed = law("- drafted: false\n  forbid: letter.copy\n- permit: letter.copy")
    assert asked(confirmed, "letter.copy").outcome == "forbidden"


def test_a_drafted_promise_starts_no_clock(law: Write) -> None:
    rule = "- duty: enquiry.answer\n  within: 10 working days\n  after: enquiry.submit"

    def clocks(judgement: Judgement) -> list[str]:
        return [one.act for one in judgement.clocks]

    assert clocks(asked(law(rule), "enquiry.submit")) == ["enquiry.answer"]
    assert clocks(asked(law(rule + "\n  drafted: true"), "enquiry.submit")) == []


def test_check_lists_what_waits(law: Write) -> None:
    blocks = {
        "1.1": "- drafted: true\n  duty: letter.copy\n- drafted: true\n  duty: letter.send",
        "1.2": "drafted: forbid",
        "1.3": "drafted: true",
        "1.4": "- drafted: true\n  duty: letter.copy",
        "1.5": "guide: Conduct.",
    }
    text = "# 1 Chapter\n" + "".join(one_clause(number, block) for number, block in blocks.items())
    found = [one for one in check(law(chapter=text)) if one.sort == "drafted"]
    assert [(one.line, one.clauses, one.message) for one in found] == [
        (10, ("1.1",), "Clause 1.1: 2 drafted rules wait to be confirmed."),
        (
            16,
            ("1.2",),
            "Clause 1.2: nobody has said yet what follows from it (it looks like `forbid`).",
        ),
        (25, ("1.3",), "Clause 1.3: nobody has said yet what follows from it."),
        (41, ("1.4",), "Clause 1.4: 1 drafted rule waits to be confirmed."),
    ]
    assert {one.severity for one in found} == {"finding"}


def test_a_drafted_clause_needs_no_topic_yet(law: Write) -> None:
    chapter = "# 1 Chapter\n\n### 1.1 Heading\n\nWords.\n\n~~~yaml\ndrafted: forbid\n~~~\n"
    protocol = law(chapter=chapter)
    assert protocol.clauses["1.1"].topic == ""
    measured = coverage(protocol)
    assert (measured.clauses, measured.executable, measured.guide) == (("1.1",), (), ())
