"""Runs stories: YAML files of steps, each saying who does what when, and what must be so then.

A step that acts must say who sees it and from whom it is hidden; together that is everybody in the
story. Whatever it changes it must say: of what it is silent, nothing has changed and nobody was
told. Used by the tests beside it and by the gate in `tests/gate`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import story_begun
import story_world
from story_checks import LOOKS, Untrue, beside, check, holds_all, on, same, same_flag
from story_reading import Story, kind_of
from story_standing import NOTHING

from moothall.cases import visibility
from moothall.cases.beginning import procedure_of
from moothall.cases.models import Case, Event, Outgoing
from moothall.cases.perform import Done, perform
from moothall.cases.procedure import Procedure
from moothall.cases.refusals import CannotPerform, Incomplete, Refused
from moothall.cases.tick import tick
from moothall.cases.verify import verify
from moothall.people.directory import steady
from moothall.people.models import Council, Person
from moothall.worktime import LONDON

ACTING = {"kind", "does", "by", "at", "with", "on", "as", "departure"}
DONE = {
    *("told", "words", "seen_by", "hidden_from", "says"),
    *("outcome", "clauses", "departed", "judged", "beside", "facts", "begun"),
}
REFUSAL = {"why", "problems", "instead", "clauses", "decider"}
OTHER = {"tick", "refused", "not_possible", "incomplete", *story_world.HAPPENINGS}
KEYS = ACTING | DONE | REFUSAL | OTHER | set(NOTHING) | set(LOOKS)


def run(story: Story) -> None:
    """Tells a story from its beginning. Raises Untrue where something is not as it says."""
    if "forms" in story.data:
        forms_are_as_told(story)
        return
    begin(story)
    tell(story)


def begin(story: Story) -> None:
    """Finds the council and the people of a story."""
    story.cases.clear()
    story.stand.clear()
    story.council = Council.objects.get(slug=story.data["council"])
    if "standards" in story.data:
        numbers = {act: int(days) for act, days in story.data["standards"].items()}
        story.council.service_standards = numbers
    if "law" in story.data:
        story.council.protocol = story.data["law"]
    told = [story.data["kind"], *(step["kind"] for step in story.steps if "kind" in step)]
    story.council.switched = dict.fromkeys(told, True)  # also where the protocol says nothing of it
    story.council.save()
    story.people = {slug: _person(story, slug) for slug in story.data["people"]}


def tell(story: Story, *, since: int = 0) -> None:
    """Tells the steps from that one (counted from 0) to the end. Raises Untrue."""
    for number in range(since, len(story.steps)):
        tell_step(story, number)
    assert story.council is not None
    with story_world.law_of(story.data):
        report = verify(story.council)
    if not report.clean:
        raise Untrue(f"{story.name}: {report.wrong}")


def tell_step(story: Story, number: int) -> None:
    """Tells one step, counted from 0. Raises Untrue."""
    step = story_begun.named(story, story.steps[number])
    story.where = f"{story.name}, step {number + 1} ({step.get('does', 'then')})"
    if unknown := set(step) - KEYS:
        raise Untrue(f"{story.where}: a step has no {unknown}")
    with steady(), story_world.law_of(story.data):
        _step(story, step)


def forms_are_as_told(story: Story, procedure: Procedure | None = None) -> None:
    """What each act asks: these questions in this order, `?` where it may stay open; between what
    there is to choose; which acts a reply by mail may be, in this order. Raises Untrue.
    """
    procedure = procedure or procedure_of(story.data["kind"])
    asked = {
        act.name: [f"{ask.field}{'' if ask.required else '?'}" for ask in act.asks]
        for act in procedure.acts.values()
    }
    replies = story.data.get("replies", {}).items()
    same(story, "forms", asked, story.data["forms"])
    same(story, "replies", [*procedure.replies.items()], [*replies])
    for name, choices in story.data.get("choices", {}).items():
        same(story, f"choices of {name}", list(procedure.fields[name].of), choices)


def _step(story: Story, step: dict[str, Any]) -> None:
    if "at" in step:
        story.at = _moment(step["at"])
    assert story.council is not None
    happening = next((one for one in story_world.HAPPENINGS if one in step), "")
    if happening:
        story_world.HAPPENINGS[happening](story.council, step[happening])
    elif "tick" in step:
        story.at = _moment(step["tick"])
        tick(story.at)
    elif "does" in step:
        _act(story, step)
    _expect(story, step)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def _person(story: Story, slug: str) -> Person:
    assert story.council is not None
    return story_world.person_in(story.council, slug)


def _alias(step: dict[str, Any]) -> str:
    """The name of the step's case in the story."""
    return str(step.get("as", step.get("on", "it")))


def _act(story: Story, step: dict[str, Any]) -> None:
    case = None if "as" in step else story.cases.get(_alias(step))
    assert story.at is not None and story.council is not None
    before = story_begun.known(story)
    try:
        done = perform(
            case,
            step["does"],
            by=_person(story, step["by"]),
            at=story.at,
            fields=_fields(story, step.get("with", {})),
            kind=kind_of(story, step) if case is None else None,
            council=story_world.now(story.council) if case is None else None,
            departure=step.get("departure", ""),
        )
    except CannotPerform as error:
        _not_done(story, step, error)
        return
    for kind in ("refused", "not_possible", "incomplete"):
        if kind in step:
            raise Untrue(f"{story.where}: it happened, though it should be {kind}")
    story.cases[_alias(step)] = done.case
    if case is None:
        story.stand[_alias(step)] = NOTHING
    _judged(story, done, step)
    if "says" in step:
        same(story, "says", done.event.said.get(field="words.done").value, step["says"])
    _seen(story, done.case, done.event, step)
    _told(story, done.event, step)
    same(story, "begun", story_begun.begun(story, done.case, before), step.get("begun", {}))


def _judged(story: Story, done: Done, step: dict[str, Any]) -> None:
    """What the protocol was asked, and what it said."""
    judgement, facts = done.judgement, done.event.body["facts"]
    if "outcome" in step:
        same(story, "outcome", judgement.outcome, step["outcome"])
    if "judged" in step:
        same(story, "judged", judgement.act if facts else "nothing", step["judged"])
    holds_all(story, "clauses", judgement.clauses, step.get("clauses", ()))
    same_flag(story, "departed", done.event.body["departed"], step.get("departed", "false"))
    if "beside" in step:
        same(story, "beside", beside(done.event.body), step["beside"])
    for name, wanted in step.get("facts", {}).items():
        found = facts.get(name, "not known")
        plain = found if isinstance(found, list) else str(found).lower()
        same(story, f"fact {name}", plain, wanted)


def _fields(story: Story, given: dict[str, Any]) -> dict[str, Any]:
    """References of other cases in the story are written `the A`; entries as a person's slug."""
    found = {}
    for name, value in given.items():
        if isinstance(value, str) and value.startswith("the "):
            value = story.cases[value[4:]].reference
        if name == "entry" and not str(value).startswith("thing:"):
            value = f"person:{_person(story, value).pk}"
        found[name] = value
    return found


def _not_done(story: Story, step: dict[str, Any], error: CannotPerform) -> None:
    kind = {"Refused": "refused", "Incomplete": "incomplete", "NotPossible": "not_possible"}
    expected = kind.get(type(error).__name__, "changed")
    if expected not in step:
        raise Untrue(f"{story.where}: {type(error).__name__}: {error.why}") from error
    if step[expected] not in error.why:
        raise Untrue(f"{story.where}: it says {error.why!r}, not {step[expected]!r}")
    if isinstance(error, Refused):
        judgement = error.judgement
        holds_all(story, "clauses", judgement.clauses, step.get("clauses", ()))
        instead = [one.act for one in judgement.instead]
        holds_all(story, "instead", instead, step.get("instead", ()))
        holds_all(story, "decider", judgement.decider, step.get("decider", ()))
        _refusal_seen(story, step)
    if isinstance(error, Incomplete) and "problems" in step:
        same(story, "problems", sorted(error.problems), sorted(step["problems"]))


def _refusal_seen(story: Story, step: dict[str, Any]) -> None:
    """A refused attempt on a case is recorded, and seen by exactly those named."""
    case = story.cases.get(_alias(step))
    if case is None or "seen_by" not in step:
        return
    event = case.events.order_by("-seq").first()
    assert event is not None
    assert event.act == "refused", story.where
    seen = {
        slug
        for slug, person in story.people.items()
        if visibility.refusals_for(person, on=on(story)).filter(pk=event.pk).exists()
    }
    same(story, "seen_by", sorted(seen), sorted(step["seen_by"]))


def _seen(story: Story, case: Case, event: Event, step: dict[str, Any]) -> None:
    if "seen_by" not in step or "hidden_from" not in step:
        raise Untrue(f"{story.where}: it does not say who sees it and from whom it is hidden")
    seen = {
        slug
        for slug, person in story.people.items()
        if visibility.visible(event, visibility.circles_for(person, case, on=on(story)))
    }
    hidden = set(story.people) - seen
    same(story, "seen_by", sorted(seen), sorted(step["seen_by"]))
    same(story, "hidden_from", sorted(hidden), sorted(step["hidden_from"]))


def _told(story: Story, event: Event, step: dict[str, Any]) -> None:
    """Exactly who was told, by notice and by mail; and where it says so, in which words."""
    told = dict(event.notices.values_list("person__slug", "text"))
    same(story, "told", sorted(told), sorted(step.get("told", ())))
    mailed = Outgoing.objects.filter(event=event).values_list("person__slug", flat=True)
    same(story, "mailed", sorted(mailed), sorted(step.get("told", ())))
    for slug, words in step.get("words", {}).items():
        same(story, f"words to {slug}", told[slug], words.strip())


def _expect(story: Story, step: dict[str, Any]) -> None:
    case = story.cases.get(_alias(step))
    if case is not None:
        story.stand[_alias(step)] = check(story, case, step, story.stand.get(_alias(step), NOTHING))
