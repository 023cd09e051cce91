"""Asks the protocol about an act on its way, and turns its answer into go on, refuse or ask.

What the protocol says is worked out in `moothall.protocol`; which facts it is given, in `facts.py`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from moothall import protocol
from moothall.cases.doing import Doing
from moothall.cases.facts import facts_for
from moothall.cases.fields import listed
from moothall.cases.models import Clock
from moothall.cases.refusals import Incomplete, Refused
from moothall.cases.relations import roles_here
from moothall.people.models import Person
from moothall.protocol.judgement import Fact, Judgement, Need

# Needs of these kinds can be answered by naming people: kind -> the fact that the names give.
_TOLD_BY = {"consult": "consulted", "notice": "told"}
GOES_ON = ("permitted", "clear", "not_covered")


def judge(doing: Doing) -> tuple[Judgement, Mapping[str, Fact]]:
    """The protocol's judgement of the act, and the facts it was given."""
    if not doing.act.judged or doing.by is None:
        return silent(doing), {}
    facts = facts_for(doing)
    judgement = protocol.judge(doing.protocol, doing.act.judged, facts, at=doing.on)
    if judgement.route and "recipient" not in facts:
        # It goes to whoever the protocol names: that is its addressee.
        facts["recipient"] = _recipient(doing, judgement)
        judgement = protocol.judge(doing.protocol, doing.act.judged, facts, at=doing.on)
    return _departing(doing, judgement), facts


def silent(doing: Doing) -> Judgement:
    """What is said of a step that no protocol speaks of."""
    law = doing.protocol
    name = f"{doing.procedure.kind}.{doing.act.name}"
    return Judgement(
        council=law.council, edition=law.edition, act=name, at=doing.on, outcome="not_covered"
    )


def judge_each(doing: Doing) -> Iterator[tuple[Person | None, Judgement, Mapping[str, Fact]]]:
    """The judgement of what the act does besides: of every copy and approach among the answers,
    once for each person."""
    if doing.by is None:
        return
    for act in doing.act.also:
        facts = facts_for(doing)
        yield (
            None,
            _departing(doing, protocol.judge(doing.protocol, act, facts, at=doing.on)),
            facts,
        )
    for name in doing.act.asked:
        value = doing.values.get(name) or []
        people: list[int] = value if isinstance(value, list) else [value]
        for act, fact in doing.procedure.fields[name].judges.items() if people else ():
            for person in map(doing.person, people):
                facts = facts_for(doing, about=person) | {fact: roles_here(doing, person)}
                judgement = protocol.judge(doing.protocol, act, facts, at=doing.on)
                yield person, _departing(doing, judgement), facts


def let_through(doing: Doing, judgement: Judgement, *, person: Person | None = None) -> None:
    """Nothing where the act may go on. Raises Refused, or Incomplete where answers are wanting."""
    if judgement.outcome in GOES_ON or judgement.departed:
        return
    if judgement.outcome == "conditional" and (problems := _answerable(doing, judgement.needs)):
        raise Incomplete(problems, judgement=judgement)
    if judgement.outcome == "referred" and (field := _named_by(doing, "agreed")):
        raise Incomplete(
            {field: f"{_title(doing)}: {_outcome(doing, judgement)}."}, judgement=judgement
        )
    if judgement.outcome == "depends":
        raise Incomplete(
            {_field_for(doing, one.fact): one.question for one in judgement.depends},
            judgement=judgement,
        )
    said = why(doing, judgement, person=person)
    raise Refused(judgement, why=said, what=_what(doing, judgement, person))


def check_moves(doing: Doing, judgement: Judgement) -> None:
    """A day that a clause promises is moved only by an act that the protocol speaks of.

    Raises Refused.
    """
    if judgement.outcome != "not_covered" or not doing.act.judged:
        return
    for _, clock in doing.standing.running():
        field = doing.act.moves.get(clock["act"])
        if clock["sort"] == Clock.Sort.PROMISE and field and doing.values.get(field):
            raise Refused(
                judgement,
                why=f"{_title(doing)}: the day stands by clause {clock['clause']}, and your "
                "protocol does not say that it can be moved in this way.",
            )


def why(doing: Doing, judgement: Judgement, *, person: Person | None = None) -> str:
    """The refusal in words: what, by which clause, who decides, what may be done instead."""
    parts = [_what(doing, judgement, person)]
    parts += [f"Clause {one.clause}: {one.says.rstrip('.')}." for one in judgement.grounds]
    if judgement.needs:
        parts.append("Needed first: " + listed([need.label for need in judgement.needs]) + ".")
    if judgement.departable:
        parts.append("It is a “should”: you may depart from it if you record a reason.")
    return " ".join(parts)


def _what(doing: Doing, judgement: Judgement, person: Person | None) -> str:
    whom = f" ({person.name})" if person is not None else ""
    return f"{_title(doing)}{whom}: {_outcome(doing, judgement)}."


def inputs(doing: Doing, facts: Mapping[str, Fact]) -> dict[str, Any]:
    """The facts as an event keeps them: what people wrote stands beside the chain, not in it."""
    kept: dict[str, Any] = {}
    for name, value in sorted(facts.items()):
        if isinstance(value, frozenset):
            kept[name] = sorted(value)
        elif isinstance(value, (bool, int)):
            kept[name] = value
        elif doing.protocol.vocabulary.facts[name].type == "text":
            kept[name] = "(stated)" if value else ""
        else:
            kept[name] = str(value)
    return kept


def _recipient(doing: Doing, judgement: Judgement) -> frozenset[str]:
    return frozenset(judgement.route)


def _departing(doing: Doing, judgement: Judgement) -> Judgement:
    """With a recorded reason a "should" lets it happen, and the departure is counted."""
    if judgement.departable and doing.departure and judgement.outcome not in GOES_ON:
        return dataclasses.replace(judgement, departed=True)
    return judgement


def _answerable(doing: Doing, needs: tuple[Need, ...]) -> dict[str, str]:
    """What the actor can still answer; empty where something else is wanting too."""
    problems = {}
    for need in needs:
        field: str | None = None
        if need.kind in ("field", "reason"):
            field = _field_for(doing, need.name)
            if field == need.name and _is_computed(doing, need.name):
                field = None  # the software knows better than whoever would say so
        elif need.kind in _TOLD_BY:
            field = _named_by(doing, _TOLD_BY[need.kind])
        if field is None:
            return {}
        clause = f" (clause {need.clause})" if need.clause else ""
        problems[field] = f"{need.question}{clause}"
    return problems


def _is_computed(doing: Doing, fact: str) -> bool:
    known = doing.protocol.vocabulary.facts.get(fact)
    return fact in doing.procedure.facts or (known is not None and known.source == "computed")


def _field_for(doing: Doing, fact: str) -> str:
    """The field of this act that gives a fact; the fact's own name where none does."""
    for name in doing.act.asked:
        if doing.procedure.fields[name].fact == fact:
            return name
    return "departure" if fact == "departure_reason" else fact


def _named_by(doing: Doing, fact: str) -> str | None:
    """The field of this act that names the people behind a set of roles, if it is still open."""
    for source in doing.procedure.facts.get(fact, ()):
        field = source.get("named")
        if field in doing.act.asked and doing.values.get(field) is None:
            return str(field)
    return None


def _title(doing: Doing) -> str:
    return doing.act.label


def _outcome(doing: Doing, judgement: Judgement) -> str:
    if judgement.outcome == "forbidden":
        word = "must not" if judgement.strength == "must" else "should not"
        return f"your protocol says that it {word} happen so"
    if judgement.outcome == "referred":
        deciders = [doing.protocol.role_name(role) for role in judgement.decider]
        joint = " and " if judgement.decider_jointly else " or "
        return f"it is for {joint.join(deciders)} to decide"
    return "something is wanting first"
