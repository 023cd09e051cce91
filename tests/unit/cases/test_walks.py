"""Whatever people do, in whatever order: the log holds, the index is true to it, nobody sees too
much or too little, no clock is nobody's, and nothing goes wrong but what is declared.

`MOOTHALL_WALKS=500` takes longer walks than the few that every run can afford. A walk that fails
is printed step by step, with its seed.
"""

from __future__ import annotations

import os
from random import Random

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from index_rows import rows_of
from visibility_oracle import Eyes
from walking import Walk, holding

from moothall.cases import index, search, view, visibility
from moothall.cases.models import Case, Clock
from moothall.cases.standing import Standing
from moothall.cases.tick import tick
from moothall.cases.verify import replay, verify
from moothall.config import demonstration
from moothall.people.cover import is_away
from moothall.people.models import Council, Person

WALKS = int(os.environ.get("MOOTHALL_WALKS", "8"))
STEPS = 14


class WhateverPeopleDo(TestCase):
    @settings(
        max_examples=WALKS,
        deadline=None,
        print_blob=True,
        phases=[Phase.generate],  # a walk is told step by step; making it shorter takes for ever
        suppress_health_check=list(HealthCheck),
    )
    @given(council=st.sampled_from(demonstration.COUNCILS), seed=st.integers(0, 2**32 - 1))
    def test_walks(self, council: str, seed: int) -> None:
        walk = Walk(Council.objects.get(slug=council), Random(seed))
        for _ in range(STEPS):
            walk.step()
            owned(walk)
        seen_as_the_oracle_says(walk)
        tick(walk.at)
        on_duty(walk)
        true_to_the_log(walk)


def owned(walk: Walk) -> None:
    """No running clock is nobody's."""
    for clock in Clock.objects.filter(case__in=walk.cases, met_at=None, stopped_at=None):
        assert clock.owner_id or clock.owner_post_id, clock.act


def on_duty(walk: Walk) -> None:
    """After a tick whoever owns a running clock is there, and a post that owns one is held."""
    for clock in Clock.objects.filter(case__in=walk.cases, met_at=None, stopped_at=None):
        if clock.owner_post_id:
            assert holding(clock.owner_post_id, on=walk.on), clock.act
        elif "officer" in walk.roles[clock.owner_id or 0]:
            assert not is_away(Person.objects.get(pk=clock.owner_id), on=walk.on), clock.act


def true_to_the_log(walk: Walk) -> None:
    report = verify(walk.council)
    assert report.clean, report.wrong
    before = {case.pk: rows_of(case) for case in walk.cases}
    assert verify(walk.council, rebuild=True).rebuilt == 0
    for case in walk.cases:
        index.clear(case)
        index.write(Case.objects.get(pk=case.pk), before=Standing(), after=replay(case, []))
    assert {case.pk: rows_of(case) for case in walk.cases} == before


def seen_as_the_oracle_says(walk: Walk) -> None:
    """Every event of every case, through the eyes of a few people: those in it, and others."""
    for person in _some(walk):
        eyes = Eyes(person, walk.on)
        mine = set()
        for case in walk.cases:
            seen = {event.seq for event in visibility.events_for(person, case, on=walk.on)}
            due = {event.seq for event in case.events.all() if eyes.see(case, event)}
            assert seen == due, (person, case, seen, due)
            plain = {e.seq for e in case.events.exclude(act="refused") if eyes.see(case, e)}
            if plain:
                mine.add(case.reference)
            shown = view.view(case, person=person, on=walk.on)
            assert (shown is not None) == bool(plain), (person, case)
            assert shown is None or {line.seq for line in shown.timeline} == due
        listed = search.queue(person, on=walk.on, filters={"ended": "any"})
        assert {one.reference for one in listed.rows} == mine, person


def _some(walk: Walk) -> list[Person]:
    inside = {row.person_id for case in walk.cases for row in case.parties.all()}
    parties = [one for one in walk.people if one.pk in inside][:4]
    others = [one for one in walk.people if one.pk not in inside]
    return [*parties, *(walk.choose(others) for _ in range(4))]
