"""Whatever happens to who is who, every open case and every running clock has an owner on duty.

Random sequences of elections, leavers, reorganisations, new wards, absences and group changes, each
printed with its seed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from random import Random

import pytest
from enquiries import Enquiry, asked, assigned, someone

from moothall.cases.models import Case, Clock
from moothall.cases.rehoming import rehome_all
from moothall.cases.verify import verify
from moothall.people.changing import Changing
from moothall.people.cover import BadAbsence, on_duty, record_absence
from moothall.people.directory import directory_of
from moothall.people.models import Area, Council, Membership, Organization, Person, Post
from moothall.people.roles import all_holders, holders, roles_of
from moothall.people.turnover.defection import plan_group
from moothall.people.turnover.election import in_office_from, plan_election
from moothall.people.turnover.plan import Plan
from moothall.people.turnover.reorganising import plan_department, plan_wards
from moothall.people.turnover.results import Result
from moothall.worktime import LONDON

SEEDS = range(20261130, 20261130 + 24)
STEPS = 10
START = date(2026, 11, 23)


def changing(council: Council, on: date) -> Changing:
    at = datetime.combine(on, time(3), LONDON)
    return Changing(council=council, by=None, at=at, through="page")


def made(council: Council, plan: Plan, on: date) -> str:
    """Applies it, unless it is refused; what happened, in words."""
    if plan.refused:
        return plan.refused
    plan.apply(changing(council, on))
    return "; ".join(f"{step.sort} {step.name}: {step.words}" for step in plan.steps)


def election(council: Council, random: Random, on: date) -> str:
    directory = directory_of(council.pk)
    wards = [one for one in directory.areas.values() if (one.end_date or on) >= on]
    groups = [one.name for one in directory.organizations.values() if one.classification == "group"]
    sitting = list(holders(council, "elected_councillor", on=on))
    results = []
    for number, ward in enumerate(random.sample(wards, random.randint(1, len(wards)))):
        for seat in range(random.randint(1, 2)):
            old = sitting.pop(random.randrange(len(sitting))) if sitting else None
            if old is None or random.random() < 0.5:
                name, email = f"New Person{on:%j}{number}{seat}", ""
            else:
                name, email = old.name, directory.emails.get(old.pk, "")
            group = random.choice([*groups, ""])
            results.append(Result(number, ward.name, name, group, email, ""))
    polling = on - timedelta(days=4)
    while in_office_from(council, polling) > on:
        polling -= timedelta(days=1)
    return made(council, plan_election(council, results, polling_day=polling), on)


def leaver(council: Council, random: Random, on: date) -> str:
    officers = holders(council, "officer", on=on)
    if len(officers) < 3:
        return "too few are left"
    goes, comes = random.sample(officers, 2)
    words = [f"{goes.slug} leaves"]
    for row in Membership.objects.filter(person=goes, end_date=None).select_related("post"):
        changing(council, on).change(row, end_date=on - timedelta(days=1))
        if row.post is not None and random.random() < 0.5:
            new = Membership(council=council, person=comes, post=row.post, start_date=on)
            changing(council, on).add(new)
            words.append(f"{comes.slug} follows as {row.post}")
    return ", ".join(words)


def reorganisation(council: Council, random: Random, on: date) -> str:
    found = Organization.objects.filter(council=council, classification="department")
    old, into = random.sample(list(found.order_by("pk")), 2)
    return made(council, plan_department(old, into, on=on), on)


def boundaries(council: Council, random: Random, on: date) -> str:
    old = list(Area.objects.filter(council=council, end_date=None).order_by("pk"))
    some = random.sample(old, min(2, len(old)))
    became = {one.slug: [f"New {one.slug} {on:%j}", f"Shared {on:%j}"] for one in some}
    return made(council, plan_wards(council, became, on=on, seats={}), on)


def absence(council: Council, random: Random, on: date) -> str:
    people = list(directory_of(council.pk).people.values())
    away, cover = random.choice(people), random.choice([None, random.choice(people)])
    try:
        record_absence(
            away,
            start=on,
            end=on + timedelta(days=random.randint(0, 30)),
            cover=cover,
            changing=changing(council, on),
        )
    except BadAbsence as refused:
        return str(refused)
    return f"{away.slug} is away, {cover.slug if cover else 'nobody'} covers"


def defection(council: Council, random: Random, on: date) -> str:
    sitting = holders(council, "elected_councillor", on=on)
    groups = list(Organization.objects.filter(council=council, classification="group"))
    if not sitting:
        return "there is no councillor"
    who = random.choice(sitting)
    to = random.choice([None, *groups])
    return made(council, plan_group(who, to, on=on), on)


HAPPENINGS: tuple[Callable[[Council, Random, date], str], ...] = (
    election,
    leaver,
    leaver,
    reorganisation,
    boundaries,
    absence,
    absence,
    defection,
)


def cases(council: Council) -> None:
    """Open ones: with the desk, with an officer, with a helper, waiting for the councillor."""
    asked(council, ward="garrison", service="highways")
    assigned(council, ward="pierhead", privacy="group")
    helped = assigned(council)
    helped.does("ask_services", by="officer", services=[someone(council, "walter-wireframe")])
    waiting = assigned(council, privacy="ward")
    waiting.does("ask_requester", by="officer", message="Which lamp?")
    answered: Enquiry = assigned(council)
    answered.does("answer", by="officer", answer="It is mended")


def unowned(council: Council, on: date) -> list[str]:
    """Open cases and running clocks whose owner is nobody, or is not on duty."""
    found = []
    for case in Case.objects.filter(council=council, ended=False):
        if case.turn and not _on_duty(case.owner, case.owner_post, council, on):
            found.append(f"{case.reference}: {case.turn}: {case.owner or case.owner_post}")
    running = Clock.objects.filter(case__council=council, case__ended=False)
    for clock in running.filter(met_at=None, stopped_at=None).select_related("case"):
        if not _on_duty(clock.owner, clock.owner_post, council, on):
            owner = clock.owner or clock.owner_post
            found.append(f"{clock.case.reference}: {clock.act}: {owner}")
    return found


def _on_duty(person: Person | None, post: Post | None, council: Council, on: date) -> bool:
    if person is not None:
        return bool(roles_of(person, on=on)) and on_duty(person, on=on) == person
    return post is not None and bool(all_holders(post.pk, council=council.pk, on=on))


@pytest.mark.parametrize("seed", SEEDS)
def test_every_open_case_and_clock_has_an_owner_on_duty(southend: Council, seed: int) -> None:
    random, on, told = Random(seed), START, [f"seed {seed}"]
    cases(southend)
    for _ in range(STEPS):
        on += timedelta(days=random.randint(1, 12))
        told.append(f"{on}: {random.choice(HAPPENINGS)(southend, random, on)}")
        rehome_all(southend, at=datetime.combine(on, time(7), LONDON))
        assert not unowned(southend, on), "\n".join([*told, *unowned(southend, on)])
    assert verify(southend).clean, "\n".join(told)


def test_what_the_property_looks_for_is_noticed(southend: Council) -> None:
    cases(southend)
    assert not unowned(southend, START)
    Membership.objects.filter(person__slug="sam-stencil").update(end_date=START)
    assert unowned(southend, START + timedelta(days=1))
