"""What happens to a council while a story is told: absence, leaving, another role, another law.

Told by `story_runner.py`, step by step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from moothall import places
from moothall.people.changing import Changing
from moothall.people.cover import record_absence
from moothall.people.directory import directory_of, forget
from moothall.people.models import Council, Election, Membership, Person, Post

LAWS = Path(__file__).parent / "laws"


@contextmanager
def law_of(story: Mapping[str, Any]) -> Iterator[None]:
    """`law: ashcombe/2026`: the council has a protocol of its own, which stands in `laws/`."""
    whole = places.own_protocols
    if "law" in story:
        places.own_protocols = lambda: LAWS
    try:
        yield
    finally:
        places.own_protocols = whole


def person_in(council: Council, slug: str) -> Person:
    """Somebody of the council, by the name that stories use."""
    return directory_of(council.pk).slugs[slug]


def now(council: Council) -> Council:
    """The council as it is now: another edition of its protocol may be in force."""
    return Council.objects.get(pk=council.pk)


def away(council: Council, told: dict[str, str]) -> None:
    """Somebody is away, covered or not."""
    cover = person_in(council, told["cover"]) if "cover" in told else None
    start, end = date.fromisoformat(told["from"]), date.fromisoformat(told["until"])
    record_absence(
        person_in(council, told["person"]),
        start=start,
        end=end,
        cover=cover,
        changing=told_by(council),
    )


def told_by(council: Council) -> Changing:
    """The story's teller changes who is who, as the command line would."""
    at = datetime(2026, 11, 1, 12, tzinfo=UTC)
    return Changing(council=council, by=None, at=at, through="story")


def leaves(council: Council, told: dict[str, str]) -> None:
    """Somebody leaves all posts on a day."""
    last = date.fromisoformat(told["on"])
    Membership.objects.filter(person=person_in(council, told["person"])).update(end_date=last)
    forget(council.pk)


def regraded(council: Council, told: dict[str, str]) -> None:
    """A post stands for another role from now on."""
    posts = Post.objects.filter(council=council, slug=told["post"])
    posts.update(role=told["role"])
    forget(council.pk)


def seated(council: Council, told: dict[str, str]) -> None:
    """Somebody is given a role by a post of its own, beside whatever they are."""
    post = Post.objects.create(
        council=council, slug=told["role"], label=told["role"], role=told["role"]
    )
    person = person_in(council, told["person"])
    Membership.objects.create(council=council, person=person, post=post)
    forget(council.pk)


def election(council: Council, told: dict[str, str]) -> None:
    """An election whose notice is given on one day and whose poll is on another."""
    notice, poll = date.fromisoformat(told["notice"]), date.fromisoformat(told["poll"])
    Election.objects.create(council=council, label="Poll", notice_on=notice, polling_day=poll)
    forget(council.pk)


def closed_on(council: Council, day: str) -> None:
    """The council is shut on a day."""
    council.closure_days.create(date=day, reason="Snow")
    forget(council.pk)


# What a step may say that happens to the council: `leaves: {person: …, on: …}`.
HAPPENINGS: Mapping[str, Callable[[Council, Any], None]] = {
    "away": away,
    "leaves": leaves,
    "regraded": regraded,
    "seated": seated,
    "election": election,
    "closed_on": closed_on,
}
