"""Role × object × form: whatever comes out for anybody holds nothing that is not theirs.

A round fills four councils by a seed and drives everybody through every format. A token that comes
out for somebody who may not read it is a leak; one that is theirs and does not come out where that
format shows it is a fault too. MOOTHALL_LEAK_SEED repeats a round or, as
`any`, takes one by chance, and MOOTHALL_LEAK_ROUNDS takes more.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from random import Random, SystemRandom

import pytest
from django.conf import settings
from django.test import Client

from leaks import keeping
from leaks.channels import letter_of
from leaks.formats import FORMATS, IN_PERSON, KEEPING
from leaks.garden import KNOWN, ON_HOLD, TOKEN, Garden, Thing
from leaks.planting import Planted
from leaks.planting_kinds import plant_kinds
from leaks.planting_walls import grievance, paper
from leaks.rules import Reader
from leaks.visiting import Mine, Visitor
from moothall.cases import escalating, holds, reminding
from moothall.cases.models import Clock, Event, Outgoing
from moothall.cases.procedures import load
from moothall.cases.tick import tick
from moothall.config import demonstration
from moothall.people.assistance import acting, doer
from moothall.people.changing import Changing
from moothall.people.directory import steady
from moothall.people.law import protocol_of
from moothall.people.models import Council
from moothall.worktime import LONDON

Readers = dict[tuple[int, date], Reader]  # somebody on a day
ROUNDS = int(os.environ.get("MOOTHALL_LEAK_ROUNDS", "1"))
USUAL = 3427169215  # a build is the same everywhere; MOOTHALL_LEAK_SEED=any takes one by chance
ASKED = os.environ.get("MOOTHALL_LEAK_SEED", "")
SEED = SystemRandom().randrange(2**32) if ASKED == "any" else int(ASKED or USUAL)
LEAST = 100_000  # pairs that a round must have looked at
SHARE = 0.16  # of the ways out, for each person in a round; settings are for their keepers always
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
    gardens = planted(random, wrong)
    things = {thing.token: thing for garden in gardens for thing in garden.things}
    pairs: Counter[str] = Counter()
    for garden in gardens:
        for person in [*garden.people, *(acting(one) for one in garden.assistants)]:
            client = Client()
            session = session_of(garden.council, doer(person).slug)
            client.cookies[settings.SESSION_COOKIE_NAME] = session
            if person.through:
                address = f"/{garden.council.slug}/account/acting/"
                assert client.post(address, {"who": person.through.pk}).status_code == 302
            with steady():
                reader = Reader(person, datetime.now(LONDON).date(), garden)
            visitor = Visitor(
                client, person, gardens, random, reader.knows_of, reader.on, reader.roles
            )
            looks(visitor, reader, things, pairs, wrong)
    with capsys.disabled():
        print(f": {pairs.total():,} pairs of person and object in {len(pairs)} formats", end=" ")
    assert not wrong, f"seed {seed}: {len(wrong)} wrong\n" + "\n".join(sorted(set(wrong))[:60])
    assert pairs.total() >= LEAST


def planted(random: Random, wrong: list[str]) -> list[Planted]:
    """The four councils with everything in them, some hours ago; the world has changed since."""
    now, gardens = datetime.now(LONDON), list[Planted]()
    readers: Readers = {}
    others = sorted(set(load()) - set(KNOWN))
    random.shuffle(others)
    for place, slug in enumerate(demonstration.COUNCILS):
        council = Council.objects.get(slug=slug)
        garden = Planted(council, now - timedelta(hours=48), random, now.date())
        garden.sent = partial(mailed, wrong, readers)
        paper(garden)
        grievance(garden)
        plant_kinds(garden, others[place::4] + random.sample(others, 2))
        garden.plant()
        held(garden)
        gardens.append(garden)
    tick(now)
    for garden in gardens:
        overdue(garden, now)
        garden.listen()
        garden.assists(now)
        for case in garden.cases:
            case.refresh_from_db()
            vars(case).pop("_planted", None)
            vars(case).pop("_filled", None)
        garden.at = now
        # What the system itself wrote, as the world is now.
        for event in Event.objects.filter(council=garden.council, at__gte=now):
            mailed(wrong, readers, garden, event)
    return gardens


def overdue(garden: Garden, now: datetime) -> None:
    """Days have passed: owners are reminded, and people above them told, of whatever they see."""
    council = garden.council
    Council.objects.filter(pk=council.pk).update(
        ladder=dict.fromkeys(escalating.ladder_of(protocol_of(council)), 1)
    )
    council.refresh_from_db()
    running = Clock.objects.filter(case__council=council, met_at=None, stopped_at=None)
    running.filter(sort__in=reminding.PROMISES).update(due=garden.today - timedelta(days=9))
    with steady():
        reminding.remind_all(council, at=now, on=garden.today)
        escalating.escalate_all(council, at=now, on=garden.today)


def held(garden: Garden) -> None:
    """The command line holds some cases, each for a reason that says something."""
    changing = Changing(garden.council, None, garden.at, "test")
    walled = [case for case in garden.cases if load()[case.kind].walled]
    for case in {garden.random.choice(garden.cases), garden.random.choice(walled)}:
        token = garden.token()
        holds.place(changing, case=case, reason=f"Because {token}")
        garden.add(token, ON_HOLD, "why it is held", case)


def mailed(wrong: list[str], readers: Readers, garden: Garden, event: Event) -> None:
    """A mail holds what its reader may see at the moment it is written, and no more.

    While a council is planted nobody's posts change; what they know of a case does.
    """
    on = garden.at.astimezone(LONDON).date()
    things = {thing.token: thing for thing in garden.things}
    case = next(one for one in garden.cases if one.pk == event.case_id)
    case.refresh_from_db()
    for kept in ("_planted", "_filled"):
        vars(case).pop(kept, None)
    for row in Outgoing.objects.filter(event=event).select_related("council", "person__council"):
        assert row.person is not None
        if (row.person.pk, on) not in readers:
            readers[row.person.pk, on] = Reader(row.person, on, garden)
        reader = readers[row.person.pk, on]
        reader.forget()
        text = letter_of(row)
        wrong += [
            f"LEAK mail ({event.act}) shows {garden.council.slug} {row.person.slug} {words(one)}"
            for token in set(TOKEN.findall(text)) & things.keys()
            if not reader.may_read(one := things[token])
        ]
        if load()[case.kind].walled and not reader.knows_of(case):
            wrong.append(f"LEAK mail ({event.act}) names {case} to {row.person.slug}")


def looks(
    visitor: Visitor,
    reader: Reader,
    things: dict[str, Thing],
    pairs: Counter[str],
    wrong: list[str],
) -> None:
    """One person through every format; `pairs` counts each object once for each format."""
    with steady():
        readable = {token for token, thing in things.items() if reader.may_read(thing)}
        references = known(visitor, reader)
    mine: Mine = lambda thing: thing.token in readable  # noqa: E731
    keeps = {keeping.KEEPS, keeping.WATCHES} & reader.roles
    for name, drive in FORMATS.items():
        if visitor.person.through and name in IN_PERSON:
            continue
        if not (keeps and name in KEEPING) and visitor.random.random() > SHARE:
            continue
        driven = False
        for answer in drive(visitor, mine):
            driven = True
            found = set(TOKEN.findall(answer.text))
            who = f"{visitor.own.council.slug} {visitor.person.slug}"
            wrong += [
                f"LEAK {name} ({answer.where}) shows {who} {words(things[token])}"
                for token in (found - readable - answer.also) & things.keys()
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
                if reference not in answer.where and reference not in answer.may_name
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
