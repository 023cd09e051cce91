"""Compares a plan with the database: what would be added, changed and ended, person by person.

Nothing is written here. Somebody missing from the source is ended, never deleted, and only in what
the source speaks of. Each person's part is worked out in `person_difference.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Model

from moothall.people.changing import columns
from moothall.people.confirming import digest_of
from moothall.people.importing.entries import Entry, Operation
from moothall.people.importing.kinds import GROUP, kind_of_body, kind_of_post
from moothall.people.importing.matching import Matching
from moothall.people.importing.person_difference import Comparing
from moothall.people.importing.places import Places
from moothall.people.importing.plan import Plan, put_away, taken_out
from moothall.people.importing.present import Present
from moothall.people.models import Council
from moothall.people.roles import current


@dataclass(slots=True)
class Difference:
    """What an import would do on that day; `refused` says why it may not."""

    on: date
    entries: list[Entry] = field(default_factory=list)
    operations: list[Operation] = field(default_factory=list)
    unchanged: int = 0
    ending: int = 0  # memberships that would end
    running: int = 0  # memberships that run on that day and could have ended
    refused: str = ""
    warnings: list[str] = field(default_factory=list)

    def of(self, outcome: str) -> list[Entry]:
        """The entries with that outcome (added, changed or ended), by name."""
        return [one for one in self.entries if one.outcome == outcome]

    @property
    def share(self) -> float:
        """How much of a hundred would end."""
        return 100 * self.ending / self.running if self.running else 0.0

    @property
    def digest(self) -> str:
        """Names exactly this difference: another one has another digest."""
        said = [
            self.on.isoformat(),
            [(one.outcome, one.name, one.slug, one.what) for one in self.entries],
            [_described(one) for one in self.operations],
        ]
        return digest_of(said)

    def as_json(self) -> dict[str, Any]:
        """What the command line answers."""
        return {
            **{
                outcome: [one.as_json() for one in self.of(outcome)]
                for outcome in ("added", "changed", "ended")
            },
            "unchanged": self.unchanged,
            "refused": self.refused or None,
            "warnings": self.warnings,
        }


def compare(plan: Plan, council: Council, *, on: date, allow: float | None = None) -> Difference:
    """The difference between the plan and the database on that day.

    `allow` is the share in percent that may end; without it, the council's own setting. Raises
    UnknownProtocol.
    """
    plan = taken_out(put_away(plan))  # comparing adds warnings of its own
    present = Present(council)
    places = Places(plan, present, on=on)
    matching = Matching(present, places)
    matching.match()
    comparing = Comparing(places, matching, _spoken(plan, places), on=on)
    difference = Difference(on=on)
    for index, entry in enumerate(plan.people):
        if index not in matching.unclear:
            comparing.person(entry, matching.people.get(index))
    comparing.the_missing()
    _bodies(plan, places, comparing)
    difference.entries = sorted(
        comparing.entries, key=lambda one: (one.outcome, one.sort, one.slug)
    )
    difference.operations = comparing.all_operations()
    difference.unchanged = comparing.unchanged
    if not plan.people:  # a list of committees counts committees
        touched = {one.slug for one in comparing.entries}
        known = (places.known_body(key) for key in plan.bodies)
        difference.unchanged = sum(one is not None and one.slug not in touched for one in known)
    difference.ending = len(comparing.ended)
    difference.running = sum(
        comparing.is_spoken(one) or one.pk in comparing.ended
        for rows in present.held.values()
        for one in current(rows, on=on)
    )
    difference.warnings = plan.all_warnings()
    difference.refused = _refused(
        difference, council.import_ending_percent if allow is None else allow
    )
    return difference


def _spoken(plan: Plan, places: Places) -> set[str]:
    """The kinds of membership that the source speaks of."""
    kinds = {GROUP} if plan.groups_said else set()
    for person in plan.people:
        for held in person.held:
            if held.target == "body":
                kinds.add(kind_of_body(places.body(held.key)))
                continue
            post = places.seat(held.key) if held.target == "seat" else places.post(held.key)
            if post is not None:
                kinds.add(kind_of_post(post, places.protocol))
    if plan.source == "popolo" and any(kind.startswith("body ") for kind in kinds):
        kinds |= {kind_of_body(places.body(key)) for key in plan.bodies}
    return kinds


def _bodies(plan: Plan, places: Places, comparing: Comparing) -> None:
    """Wards, bodies and posts that stand in the source without anybody in them."""
    for key, planned in plan.bodies.items():
        known = places.known_body(key)
        if planned.closed:
            if known is not None:
                comparing.close(known)
            continue
        places.body(key)
    for key in plan.areas:
        places.area(key)
        places.seat(key)
    for key in plan.posts:
        places.post(key)
    comparing.the_places()


def _refused(difference: Difference, allow: float) -> str:
    if difference.share <= allow:
        return ""
    return (
        f"It would end {difference.ending} of {difference.running} memberships "
        f"({difference.share:.0f}%), and no more than {allow:g}% may end at once unless you say so "
        "knowingly. Is the list complete?"
    )


def _described(one: Operation) -> Any:
    row: Model = one.row
    return [row._meta.model_name, row.pk, str(row), columns(row), one.values]
