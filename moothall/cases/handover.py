"""What somebody hands over who leaves or whose term ends: open cases, clocks, and where each goes.

Only what whoever asks may see, by `view.py`; everything else is not even counted. Moving the cases
is done by `rehoming.py` on the day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from django.db.models import Q

from moothall.cases import visibility
from moothall.cases.clock_view import ClockView
from moothall.cases.models import Case, Clock
from moothall.cases.view import CaseView, view
from moothall.people.cover import last_day, on_duty, who_follows
from moothall.people.models import Person
from moothall.people.roles import all_holders, held_posts, roles_of


@dataclass(frozen=True, slots=True)
class Held:
    """An open case of the person: what they own in it, as which party, and where it goes."""

    case: CaseView
    turn: bool  # it is their turn
    clocks: tuple[ClockView, ...]  # those they own
    parties: tuple[str, ...]  # as what they are in it
    goes_to: str

    @property
    def title(self) -> str:
        """Reference, what it is, and what it is about."""
        return f"{self.case.reference} {self.case.label}: {self.case.subject}"

    def details(self) -> Iterator[str]:
        """Where it stands, what is due, and where it goes: a sentence each."""
        if self.parties:
            yield f"{self.case.state_label}. In it as: {', '.join(self.parties)}."
        else:
            yield f"{self.case.state_label}."
        for clock in self.clocks:
            late = ", which is over" if clock.late else ""
            yield f"{clock.label}: {f'due {_day(clock.due)}{late}' if clock.due else clock.says}."
        if self.turn or self.clocks:
            yield f"Afterwards {self.goes_to}."


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything open that a person hands over, as one who asks may see it on a day."""

    person: Person
    on: date
    leaves: date | None  # their last day, where it is known
    follows: str
    owned: tuple[Held, ...]
    party: tuple[Held, ...]  # open cases that they are in, and own nothing of

    @property
    def head(self) -> str:
        """For which day it is made, and the person's last day."""
        leaves = f"Last day: {_day(self.leaves)}." if self.leaves else "No last day is entered."
        return f"As it stands on {_day(self.on)}. {leaves}"

    @property
    def parts(self) -> tuple[tuple[str, tuple[Held, ...]], ...]:
        """What there is, under its headings."""
        return ("To hand over", self.owned), ("Also in these open cases", self.party)

    def as_text(self) -> str:
        """A plain document."""
        return "\n".join(_lines(self))

    def as_html(self) -> str:
        """The same as one page on its own, with nothing loaded from anywhere."""
        title = f"Handover: {escape(self.person.name)}"
        body = "\n".join(_paragraphs(self))
        return (
            f'<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8"><title>{title}'
            f"</title></head><body>\n<h1>{title}</h1>\n{body}\n</body></html>\n"
        )


def pack(person: Person, *, by: Person, on: date) -> Pack:
    """What `person` hands over, as `by` may see it that day: soonest due first."""
    follows = _follows(person, on)
    held = [_held(person, case, by, on, follows) for case in _cases(person, by=by, on=on)]
    shown = sorted((one for one in held if one is not None), key=_urgency)
    return Pack(
        person,
        on,
        last_day(person, on=on),
        follows,
        tuple(one for one in shown if one.turn or one.clocks),
        tuple(one for one in shown if not (one.turn or one.clocks)),
    )


def _cases(person: Person, *, by: Person, on: date) -> list[Case]:
    posts = [post.pk for post in held_posts(person, on=on)]
    running = Q(clocks__met_at=None, clocks__stopped_at=None)
    mine = (
        Q(owner=person)
        | Q(owner_post__in=posts)
        | Q(parties__person=person)
        | Q(parties__post__in=posts)
        | (running & (Q(clocks__owner=person) | Q(clocks__owner_post__in=posts)))
    )
    found = visibility.cases_for(by, on=on).filter(mine, ended=False).order_by("pk").distinct()
    return list(found.select_related("council", "owner", "owner_post"))


def _held(person: Person, case: Case, by: Person, on: date, follows: str) -> Held | None:
    seen = view(case, person=by, on=on)
    if seen is None:
        return None
    posts = {post.pk for post in held_posts(person, on=on)}
    numbers = {
        clock.number
        for clock in Clock.objects.filter(case=case, met_at=None, stopped_at=None)
        if clock.owner_id == person.pk or clock.owner_post_id in posts
    }
    inside = bool(seen.whose_turn) or bool(seen.clocks)
    return Held(
        seen,
        inside and (case.owner_id == person.pk or case.owner_post_id in posts),
        tuple(one for one in seen.clocks if one.number in numbers),
        tuple(label for _, label, people in seen.parties if person in people),
        _with_the_post(person, case, on) or follows,
    )


def _with_the_post(person: Person, case: Case, on: date) -> str:
    """What belongs to a post stays with it, and whoever else holds it."""
    post = case.owner_post
    if post is None:
        return ""
    others = [one for one in all_holders(post.pk, council=case.council_id, on=on) if one != person]
    names = " and ".join(one.name for one in others)
    return f"it stays with the post {post.label}{f' ({names})' if names else ''}"


def _follows(person: Person, on: date) -> str:
    if "councillor" in roles_of(person, on=on):
        return (
            "nobody takes a councillor's place in it; the members' support desk is asked what "
            "becomes of it"
        )
    last = last_day(person, on=on)
    acting = on_duty(person, on=last + timedelta(days=1)) if last else who_follows(person, on=on)
    return f"it goes to {acting.name}" if acting and acting != person else "nobody is there for it"


def _urgency(held: Held) -> tuple[date, str]:
    days = [one.due for one in held.clocks if one.due]
    return min(days, default=date.max), held.case.reference


# The document ---------------------------------------------------------------------------------


def _lines(found: Pack) -> Iterator[str]:
    yield f"Handover: {found.person.name}"
    yield found.head
    for heading, cases in found.parts:
        yield ""
        yield heading
        if not cases:
            yield "  Nothing."
        for held in cases:
            yield f"  {held.title}"
            yield from (f"    {line}" for line in held.details())


def _paragraphs(found: Pack) -> Iterator[str]:
    yield f"<p>{escape(found.head)}</p>"
    for heading, cases in found.parts:
        yield f"<h2>{escape(heading)}</h2>"
        if not cases:
            yield "<p>Nothing.</p>"
        for held in cases:
            yield f"<h3>{escape(held.title)}</h3>"
            items = "".join(f"<li>{escape(line)}</li>" for line in held.details())
            yield f"<ul>{items}</ul>"


def _day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"
