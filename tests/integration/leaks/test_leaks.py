"""Role × object × form: whatever comes out for anybody holds nothing that is not theirs.

A round fills four councils by a seed and drives everybody through every format. A token that comes
out for somebody who may not read it is a leak; one that is theirs and does not come out where that
format shows it is a fault too. MOOTHALL_LEAK_SEED repeats a round, MOOTHALL_LEAK_ROUNDS takes more.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache, partial
from random import Random, SystemRandom

import pytest
from django.conf import settings
from django.test import Client

from leaks.channels import letter_of
from leaks.formats import FORMATS
from leaks.planting import Garden, Thing
from leaks.planting_walls import grievance, paper
from leaks.rules import WALLED, Reader
from leaks.visiting import Mine, Visitor
from moothall.cases.models import Event, Outgoing
from moothall.cases.tick import tick
from moothall.config import demonstration
from moothall.people.models import Council, Person
from moothall.worktime import LONDON

ROUNDS = int(os.environ.get("MOOTHALL_LEAK_ROUNDS", "1"))
SEED = int(os.environ.get("MOOTHALL_LEAK_SEED") or SystemRandom().randrange(2**32))
LEAST = 100_000  # pairs that a round must have looked at
TOKEN = re.compile(r"zq[0-9a-f]{10}")
REFERENCE = re.compile(r"\b[A-Z]{3}-[A-Z]{3}-\d+\b")


@pytest.mark.parametrize("number", range(ROUNDS))
def test_nobody_is_shown_what_is_not_theirs(
    db: None,
    kinds_of_tests: None,
    number: int,
    session_of: Callable[[Council, str], str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    seed = SEED + number
    with capsys.disabled():
        print(f"\nMOOTHALL_LEAK_SEED={seed}", end="", flush=True)
    random = Random(seed)
    wrong: list[str] = []
    garden_reader.cache_clear()
    gardens = planted(random, wrong)
    things = {thing.token: thing for garden in gardens for thing in garden.things}
    pairs: Counter[str] = Counter()
    for garden in gardens:
        for person in Person.objects.filter(council=garden.council).select_related("council"):
            client = Client()
            client.cookies[settings.SESSION_COOKIE_NAME] = session_of(garden.council, person.slug)
            reader = Reader(person, datetime.now(LONDON).date())
            visitor = Visitor(client, person, gardens, random, reader.knows_of, reader.on)
            looks(visitor, reader, things, pairs, wrong)
    with capsys.disabled():
        print(f": {pairs.total():,} pairs of person and object in {len(pairs)} formats", end=" ")
    assert not wrong, f"seed {seed}: {len(wrong)} wrong\n" + "\n".join(sorted(set(wrong))[:60])
    assert pairs.total() >= LEAST


def planted(random: Random, wrong: list[str]) -> list[Garden]:
    """The four councils with everything in them, some hours ago; the world has changed since."""
    now, gardens = datetime.now(LONDON), []
    for slug in demonstration.COUNCILS:
        council = Council.objects.get(slug=slug)
        garden = Garden(council, now - timedelta(hours=36), random, now.date())
        garden.sent = partial(mailed, wrong)
        paper(garden)
        grievance(garden)
        garden.plant()
        gardens.append(garden)
    tick(now)
    for garden in gardens:
        for case in garden.cases:
            case.refresh_from_db()
            vars(case).pop("_planted", None)
            vars(case).pop("_filled", None)
        garden.at = now
        for event in Event.objects.filter(council=garden.council, at__gte=now):
            mailed(wrong, garden, event)  # what the system itself wrote, as the world is now
    return gardens


def mailed(wrong: list[str], garden: Garden, event: Event) -> None:
    """A mail holds what its reader may see at the moment it is written, and no more."""
    things = {thing.token: thing for thing in garden.things}
    case = next(one for one in garden.cases if one.pk == event.case_id)
    case.refresh_from_db()
    for kept in ("_planted", "_filled"):
        vars(case).pop(kept, None)
    for row in Outgoing.objects.filter(event=event).select_related("council", "person__council"):
        assert row.person is not None
        reader = garden_reader(row.person, garden.at.astimezone(LONDON).date())
        reader.forget()
        text = letter_of(row)
        wrong += [
            f"LEAK mail ({event.act}) shows {garden.council.slug} {row.person.slug} {words(one)}"
            for token in set(TOKEN.findall(text)) & things.keys()
            if not reader.may_read(one := things[token])
        ]
        if case.kind in WALLED and not reader.knows_of(case):
            wrong.append(f"LEAK mail ({event.act}) names {case} to {row.person.slug}")


@cache
def garden_reader(person: Person, on: date) -> Reader:
    """While a council is planted nobody's posts change; what they know of a case does."""
    return Reader(person, on)


def looks(
    visitor: Visitor,
    reader: Reader,
    things: dict[str, Thing],
    pairs: Counter[str],
    wrong: list[str],
) -> None:
    """One person through every format; `pairs` counts each object once for each format."""
    readable = {token for token, thing in things.items() if reader.may_read(thing)}
    references = known(visitor, reader)
    mine: Mine = lambda thing: thing.token in readable  # noqa: E731
    for name, drive in FORMATS.items():
        driven = False
        for answer in drive(visitor, mine):
            driven = True
            found = set(TOKEN.findall(answer.text))
            who = f"{visitor.own.council.slug} {visitor.person.slug}"
            wrong += [
                f"LEAK {name} ({answer.where}) shows {who} {words(things[token])}"
                for token in (found - readable) & things.keys()
            ]
            wrong += [
                f"MISSING {name} ({answer.where}) keeps from {who} {words(things[token])}"
                for token in answer.shows - found
            ]
            wrong += [
                f"TOLD {name} ({answer.where}) tells {who} {words(things[token])}"
                for token in answer.never
            ]
            told = set(REFERENCE.findall(answer.text.replace(answer.where, "")))
            wrong += [
                f"LEAK {name} ({answer.where}) names to {who} {reference}"
                for reference in told & references["all"] - references["theirs"]
                if reference not in answer.where
            ]
        if driven:
            pairs[name] += len(things) + len(references["all"])


def known(visitor: Visitor, reader: Reader) -> dict[str, set[str]]:
    """The references there are, and those that this person may know."""
    cases = [case for garden in visitor.gardens for case in garden.cases]
    stopped = [event for garden in visitor.gardens for event in garden.refused]
    theirs = {case.reference for case in cases if reader.knows_of(case)}
    theirs |= {one.case.reference for one in stopped if reader.may_read_refusal(one)}
    theirs |= {case.reference for case in cases if reader.watches_over(case)}
    return {"all": {case.reference for case in cases}, "theirs": theirs}


def words(thing: Thing) -> str:
    case = f"{thing.case.reference} event {thing.seq}" if thing.case else "a message"
    return f"{thing.where} of {case} ({thing.sort})"
