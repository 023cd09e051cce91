"""What a story may say of where a case stands, and how each is looked at.

Telling the story itself is in `story_runner.py`.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from moothall.cases import possible, view, visibility
from moothall.cases.models import Case
from moothall.people.models import Person, Post

if TYPE_CHECKING:
    from story_runner import Story


class Untrue(AssertionError):
    """What a story says is not so."""


def _state(story: Story, case: Case, expected: str) -> None:
    same(story, "state", case.state, expected)


def _turn(story: Story, case: Case, expected: str) -> None:
    same(story, "turn", case.turn, expected)


def _owner(story: Story, case: Case, expected: str) -> None:
    owner = case.owner.slug if case.owner else case.owner_post.slug if case.owner_post else ""
    same(story, "owner", owner, expected)


def _ended(story: Story, case: Case, expected: str) -> None:
    same_flag(story, "ended", case.ended, expected)


def _urgent(story: Story, case: Case, expected: str) -> None:
    same_flag(story, "urgent", case.urgent, expected)


def _sheet(story: Story, case: Case, expected: dict[str, str]) -> None:
    for name, value in expected.items():
        held = case.sheet.get(name)
        found = {True: "true", False: "false", None: ""}.get(held, held)
        same(story, f"sheet {name}", str(found), value)


def _parties(story: Story, case: Case, expected: dict[str, list[str]]) -> None:
    found: dict[str, list[str]] = {}
    for party in case.parties.order_by("pk"):
        one = party.person.slug if party.person else party.post.slug if party.post else ""
        found.setdefault(party.slot, []).append(one)
    same(story, "parties", found, expected)


def _entries(story: Story, case: Case, expected: dict[str, dict[str, str]]) -> None:
    found: dict[str, dict[str, str]] = {}
    for entry in case.entries.all():
        slug = entry.person.slug if entry.person else entry.key
        found.setdefault(entry.list, {})[slug] = entry.state
    same(story, "entries", found, expected)


def _clocks(story: Story, case: Case, expected: dict[str, dict[str, str]]) -> None:
    """Each clock by its act, the newest of that act; exactly these, with at least these values."""
    found: dict[str, dict[str, str]] = {}
    for clock in case.clocks.order_by("number"):
        owner: Person | Post | None = clock.owner or clock.owner_post
        status = "met" if clock.met_at else "stopped" if clock.stopped_at else "running"
        found[clock.act.partition(".")[2]] = {
            "due": str(clock.due or ""),
            "original": str(clock.original_due or ""),
            "clause": clock.clause,
            "sort": clock.sort,
            "words": clock.in_words,
            "is": status,
            "owner": owner.slug if owner else "",
            "moves": str(len(clock.history)),
        }
    same(story, "clocks", sorted(found), sorted(expected))
    for act, values in expected.items():
        for name, value in values.items():
            same(story, f"clock {act} {name}", found[act][name], value)


def _can(story: Story, case: Case, expected: dict[str, list[str]]) -> None:
    """Exactly which acts each person of the story may do now; who is not named may do nothing."""
    assert story.at is not None
    for slug, person in story.people.items():
        acts = {one.act.name for one in possible.possible_acts(case, by=person, at=story.at)}
        same(story, f"can {slug}", sorted(acts), sorted(expected.get(slug, ())))


def _register(story: Story, case: Case, expected: dict[str, str]) -> None:
    found = {}
    for one in case.registered.all():
        assert one.person is not None
        found = {
            "person": one.person.slug,
            "what": one.what,
            "from": str(one.start_date),
            "until": str(one.end_date or ""),
        }
    same(story, "register", found, expected)


def _answers_seen_by(story: Story, case: Case, expected: dict[str, list[str]]) -> None:
    """Who sees which answer on the front page of the case."""
    for label, names in expected.items():
        seen = []
        for slug, person in story.people.items():
            shown = view.view(case, person=person, on=on(story))
            if shown is not None and label in dict(shown.answers):
                seen.append(slug)
        same(story, f"{label} seen by", sorted(seen), sorted(names))


def _events(story: Story, case: Case, expected: list[str]) -> None:
    acts = list(case.events.order_by("seq").values_list("act", flat=True))
    same(story, "events", acts, expected)


def _late(story: Story, case: Case, expected: dict[str, str]) -> None:
    shown = view.view(case, person=None, on=on(story))
    assert shown is not None
    found = {clock.act.partition(".")[2]: clock.late for clock in shown.clocks}
    for act, late in expected.items():
        same_flag(story, f"{act} late", found[act], late)


def _sees(story: Story, case: Case, expected: dict[str, list[str]]) -> None:
    """Exactly which events of the case somebody sees, by their acts."""
    for slug, acts in expected.items():
        events = visibility.events_for(story.people[slug], case, on=on(story))
        same(story, f"{slug} sees", [event.act for event in events], acts)


CHECKS = {
    "state": _state,
    "turn": _turn,
    "owner": _owner,
    "ended": _ended,
    "urgent": _urgent,
    "sheet": _sheet,
    "parties": _parties,
    "entries": _entries,
    "clocks": _clocks,
    "can": _can,
    "register": _register,
    "answers_seen_by": _answers_seen_by,
    "events": _events,
    "late": _late,
    "sees": _sees,
}


def same(story: Story, what: str, found: object, expected: object) -> None:
    if expected is not None and found != expected:
        raise Untrue(f"{story.where}: {what} is {found!r}, not {expected!r}")


def same_flag(story: Story, what: str, found: bool, expected: str | None) -> None:
    if expected is not None and found != (expected == "true"):
        raise Untrue(f"{story.where}: {what} is {found}")


def holds_all(story: Story, what: str, found: Any, expected: Any) -> None:
    missing = [one for one in expected if one not in found]
    if missing:
        raise Untrue(f"{story.where}: {what} are {list(found)}, without {missing}")


def on(story: Story) -> date:
    assert story.at is not None
    return story.at.date()
