"""What a story may say of where a case stands, and how each is looked at.

Of what a step does not speak is as it was before. Telling the story is in `story_runner.py`.
"""

from __future__ import annotations

from datetime import date
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from story_standing import NOTHING, Standpoint, stands

from moothall.cases import index, possible, view, visibility
from moothall.cases.models import Case

if TYPE_CHECKING:
    from story_reading import Story

_MERGED = ("sheet", "clocks")  # of these a step says what is new or otherwise than before


class Untrue(AssertionError):
    """What a story says is not so."""


def check(story: Story, case: Case, step: dict[str, Any], before: Standpoint) -> Standpoint:
    """Holds a step against where the case stands now, and returns that. Raises Untrue."""
    case.refresh_from_db()
    now = stands(case)
    for name in NOTHING:
        if name in _MERGED:
            _merged(story, name, now[name], before[name], step.get(name, {}))
        else:
            same(story, name, now[name], step.get(name, before[name]))
    for name, looks in LOOKS.items():
        if name in step:
            looks(story, case, step[name])
    return now


def _merged(story: Story, what: str, now: Any, before: Any, said: Any) -> None:
    wanted = {**before, **said}
    same(story, what, sorted(now), sorted(wanted))
    for name, value in wanted.items():
        if not isinstance(value, dict):
            same(story, f"{what} {name}", now[name], value)
            continue
        for key, one in {**before.get(name, {}), **value}.items():
            same(story, f"{what} {name} {key}", now[name][key], one)


def _can(story: Story, case: Case, expected: dict[str, list[str]]) -> None:
    """Exactly which acts each person of the story may do now; who is not named may do nothing."""
    assert story.at is not None
    stands = index.read(case)
    with patch.object(index, "read", lambda _: stands):  # the same whoever asks: read once
        for slug, person in story.people.items():
            acts = {one.act.name for one in possible.possible_acts(case, by=person, at=story.at)}
            same(story, f"can {slug}", sorted(acts), sorted(expected.get(slug, ())))


def _answers_seen_by(story: Story, case: Case, expected: dict[str, list[str]]) -> None:
    """Who sees which answer on the front page of the case."""
    for label, names in expected.items():
        seen = []
        for slug, person in story.people.items():
            shown = view.view(case, person=person, on=on(story))
            if shown is not None and label in dict(shown.answers):
                seen.append(slug)
        same(story, f"{label} seen by", sorted(seen), sorted(names))


def _lists_seen_by(story: Story, case: Case, expected: dict[str, list[str]]) -> None:
    """Who sees any entry of a list of the case."""
    for label, names in expected.items():
        seen = []
        for slug, person in story.people.items():
            shown = view.view(case, person=person, on=on(story))
            if shown is not None and dict(shown.lists).get(label):
                seen.append(slug)
        same(story, f"{label} seen by", sorted(seen), sorted(names))


def _events(story: Story, case: Case, expected: list[str]) -> None:
    acts = list(case.events.order_by("seq").values_list("act", flat=True))
    same(story, "events", acts, expected)


def _newest(story: Story, case: Case, expected: str) -> None:
    """What the newest event of the case says was done."""
    event = case.events.order_by("-seq").first()
    assert event is not None
    same(story, "newest", event.said.get(field="words.done").value, expected)


def _heard(story: Story, case: Case, expected: dict[str, str]) -> None:
    """Exactly who was told of the newest event, in which words: also of what the system did."""
    event = case.events.order_by("-seq").first()
    assert event is not None
    told = dict(event.notices.values_list("person__slug", "text"))
    same(story, "heard", told, {slug: words.strip() for slug, words in expected.items()})


def _late(story: Story, case: Case, expected: dict[str, str]) -> None:
    found = {clock.act.partition(".")[2]: clock.late for clock in _whole(story, case).clocks}
    for act, late in expected.items():
        same_flag(story, f"{act} late", found[act], late)


def _sees(story: Story, case: Case, expected: dict[str, list[str]]) -> None:
    """Exactly which events of the case somebody sees, by their acts."""
    for slug, acts in expected.items():
        events = visibility.events_for(story.people[slug], case, on=on(story))
        same(story, f"{slug} sees", [event.act for event in events], acts)


def _front(story: Story, case: Case, expected: dict[str, str]) -> None:
    """The front page: every answer that it shows, in its order."""
    same(story, "front", list(_whole(story, case).answers), list(expected.items()))


def _next(story: Story, case: Case, expected: str) -> None:
    """What happens next, in words."""
    same(story, "next", _whole(story, case).next, expected)


def _reference(story: Story, case: Case, expected: str) -> None:
    """The reference; behind a wall it is made of any digits: `SOU-REL-????????`."""
    if not fnmatchcase(case.reference, expected):
        raise Untrue(f"{story.where}: the reference is {case.reference}, not {expected}")


def _listed(story: Story, case: Case, expected: dict[str, str]) -> None:
    """What lists of cases show of it."""
    area = case.area.slug if case.area else ""
    same(story, "listed", {"subject": case.subject, "area": area}, expected)


def _confidential(story: Story, case: Case, expected: str) -> None:
    """Whether it is marked so, in lists and wherever else it is shown."""
    same_flag(story, "confidential", case.confidential, expected)


def _whole(story: Story, case: Case) -> view.CaseView:
    shown = view.view(case, person=None, on=on(story))
    assert shown is not None
    return shown


def beside(body: dict[str, Any]) -> list[dict[str, Any]]:
    """What the protocol said besides, of copies, of those who take part and of what is alleged:
    once for each, in order, where it said anything."""
    found = [
        {"judged": one["act"], "outcome": one["outcome"], "clauses": one["clauses"]}
        for one in body["beside"]
        if one["clauses"]
    ]
    return [one for number, one in enumerate(found) if one not in found[:number]]


LOOKS = {
    "can": _can,
    "answers_seen_by": _answers_seen_by,
    "lists_seen_by": _lists_seen_by,
    "events": _events,
    "newest": _newest,
    "heard": _heard,
    "late": _late,
    "sees": _sees,
    "front": _front,
    "next": _next,
    "reference": _reference,
    "listed": _listed,
    "confidential": _confidential,
}


def same(story: Story, what: str, found: object, expected: object) -> None:
    if found != expected:
        raise Untrue(f"{story.where}: {what} is {found!r}, not {expected!r}")


def same_flag(story: Story, what: str, found: bool, expected: str) -> None:
    if found != (expected == "true"):
        raise Untrue(f"{story.where}: {what} is {found}")


def holds_all(story: Story, what: str, found: Any, expected: Any) -> None:
    missing = [one for one in expected if one not in found]
    if missing:
        raise Untrue(f"{story.where}: {what} are {list(found)}, without {missing}")


def on(story: Story) -> date:
    assert story.at is not None
    return story.at.date()
