"""Writes the rows of one checked council: areas, bodies, posts, people and what they hold.

Called by `load.py` within its transaction, and by nothing else. What is in the database already is
compared here, so that only what differs is changed and written down.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

from moothall.people.bodies import seat_of
from moothall.people.changing import Changing
from moothall.people.council_memberships import write_memberships
from moothall.people.council_shape import BadCouncil, CouncilPlan, fault_at
from moothall.people.cover import BadAbsence, record_absence
from moothall.people.models import (
    Area,
    ClosureDay,
    ContactDetail,
    Council,
    Organization,
    Person,
    Post,
    Succession,
)
from moothall.people.particulars import sort_name_of

Row = TypeVar("Row", Area, Organization, Post, Person)
Values = Mapping[str, Any]
_BODIES = {
    "departments": Organization.Classification.DEPARTMENT,
    "committees": Organization.Classification.COMMITTEE,
    "groups": Organization.Classification.GROUP,
    "councils": Organization.Classification.COUNCIL,
    "outside_bodies": Organization.Classification.OUTSIDE_BODY,
}
_WITHIN = ("departments", "committees")  # sections whose bodies may name a parent


class Rows:
    """One council being written; everything it makes is found by slug afterwards."""

    def __init__(
        self, data: Mapping[str, Any], plan: CouncilPlan, begin: Callable[[Council], Changing]
    ) -> None:
        self.data, self.plan = data, plan
        self.council, self.changing = self._council(begin)
        self._closures()
        self.areas: dict[str, Area] = {}
        self.bodies: dict[str, Organization] = {}
        self.posts: dict[str, Post] = {}
        self.people: dict[str, Person] = {}
        self._areas()
        self._bodies()
        self._posts()
        self._seats()
        self._link_departments()
        self._people()
        self._contacts()
        write_memberships(self)
        self._absences()

    def _council(self, begin: Callable[[Council], Changing]) -> tuple[Council, Changing]:
        settings = self.plan.council
        known = Council.objects.filter(slug=settings["slug"]).first()
        council = known or Council(**settings)
        changing = begin(council)
        if known is None:
            changing.add(council)
        else:
            changing.change(council, **settings)
        return council, changing

    def _closures(self) -> None:
        days = {entry["date"]: entry["reason"] for entry in self.plan.lists["closures"]}
        known = {one.date: one for one in self.council.closure_days.all()}
        for day in known.keys() - days.keys():
            self.changing.remove(known[day])
        for day, reason in days.items():
            if day not in known:
                row = ClosureDay(council=self.council, date=day, reason=reason)
                self.changing.add(row)
            elif known[day].reason != reason:
                self.changing.change(known[day], reason=reason)

    def _keep(self, model: type[Row], found: dict[str, Row], wanted: Mapping[str, Values]) -> None:
        """Brings rows up to the file and puts them into `found`; values by column name."""
        rows = model._default_manager.filter(council=self.council, slug__in=wanted)
        known = {row.slug: row for row in rows}
        new = [
            model(council=self.council, slug=slug, **values)
            for slug, values in wanted.items()
            if slug not in known
        ]
        self.changing.add_all(new)
        for slug, row in known.items():
            values = wanted[slug]
            if any(getattr(row, name) != value for name, value in values.items()):
                self.changing.change(row, **values)
        found.update(known | {row.slug: row for row in new})

    def _areas(self) -> None:
        entries = self.plan.sections["areas"]
        wanted = {
            slug: {"name": e["name"], "seats": e.get("seats"), **_dates(e)}
            for slug, e in entries.items()
        }
        self._keep(Area, self.areas, wanted)
        self._successions()

    def _successions(self) -> None:
        """Which wards came in the place of which."""
        wanted = {
            (self.areas[old].pk, self.areas[slug].pk)
            for slug, entry in self.plan.sections["areas"].items()
            for old in entry.get("replaces", ())
        }
        known = {
            (one.old_id, one.new_id): one for one in Succession.objects.filter(council=self.council)
        }
        for pair in known.keys() - wanted:
            self.changing.remove(known[pair])
        self.changing.add_all(
            [
                Succession(council=self.council, old_id=old, new_id=new)
                for old, new in sorted(wanted - known.keys())
            ]
        )

    def _bodies(self) -> None:
        for section, classification in _BODIES.items():
            for rank in _ranks(self.plan.sections[section], "parent"):
                wanted = {
                    slug: {
                        "name": entry["name"],
                        "classification": entry.get("kind", classification),
                        "role": entry.get("role", ""),
                        **self._within(section, entry),
                        **_dates(entry),
                    }
                    for slug, entry in rank.items()
                }
                self._keep(Organization, self.bodies, wanted)

    def _within(self, section: str, entry: Values) -> Values:
        if section not in _WITHIN:
            return {}
        return {"parent_id": _number(self.bodies, entry.get("parent"))}

    def _link_departments(self) -> None:
        """What follows a department, and in whose portfolio it is: posts and bodies are there."""
        wanted = {
            slug: {
                "successor_id": _number(self.bodies, entry.get("successor")),
                "portfolio_id": _number(self.posts, entry.get("portfolio")),
            }
            for slug, entry in self.plan.sections["departments"].items()
        }
        self._keep(Organization, self.bodies, wanted)

    def _posts(self) -> None:
        for rank in _ranks(self.plan.sections["posts"], "reports_to"):
            wanted = {
                slug: {
                    "label": entry["label"],
                    "role": entry["role"],
                    "organization_id": _number(self.bodies, entry.get("organization")),
                    "area_id": _number(self.areas, entry.get("area")),
                    "reports_to_id": _number(self.posts, entry.get("reports_to")),
                }
                for slug, entry in rank.items()
            }
            self._keep(Post, self.posts, wanted)

    def _seats(self) -> None:
        """One post for each ward, which its councillors share."""
        wanted = {f"councillor-{slug}": seat_of(area) for slug, area in self.areas.items()}
        self._keep(Post, self.posts, wanted)

    def _people(self) -> None:
        entries = self.plan.sections["people"]
        known = Person.objects.filter(council=self.council).exclude(slug__in=entries)
        missing = [
            fault_at(
                self.data,
                "people",
                f"{person.name} ({person.slug}) is not in the file. Nobody is ever removed: "
                "give the last day in post as `until:`.",
            )
            for person in known
        ]
        if missing:
            raise BadCouncil(missing)
        wanted = {
            slug: {
                "name": entry["name"],
                "sort_name": entry.get("sort_name") or sort_name_of(entry["name"]),
            }
            for slug, entry in entries.items()
        }
        self._keep(Person, self.people, wanted)

    def _contacts(self) -> None:
        wanted = {
            (self.people[slug], kind, entry[key])
            for slug, entry in self.plan.sections["people"].items()
            for key, kind in (("email", "email"), ("telephone", "telephone"))
            if entry.get(key)
        }
        kept = set()
        for detail in ContactDetail.objects.filter(council=self.council).select_related("person"):
            row = (detail.person, str(detail.type), detail.value)
            if row in wanted:
                kept.add(row)
            else:
                self.changing.remove(detail)
        new = [
            ContactDetail(council=self.council, person=person, type=kind, value=value)
            for person, kind, value in sorted(wanted - kept, key=lambda row: row[0].slug)
        ]
        self.changing.add_all(new)

    def _absences(self) -> None:
        """Adds those of the file; people note their own in the application."""
        for entry in self.plan.lists["absences"]:
            person = self.people[entry["person"]]
            try:
                record_absence(
                    person,
                    start=entry["from"],
                    end=entry["until"],
                    cover=self.people.get(entry.get("cover", "")),
                    reason=entry.get("reason", ""),
                    changing=self.changing,
                )
            except BadAbsence as error:
                message = f"absences: {entry['person']}: {error}"
                raise BadCouncil([fault_at(self.data, "absences", message)]) from None


def _ranks(entries: Mapping[str, Values], above: str) -> Iterable[dict[str, Values]]:
    """The entries from the top downwards: each after the one that it names as above it."""
    waiting = dict(entries)
    while waiting:
        rank = {slug: entry for slug, entry in waiting.items() if entry.get(above) not in waiting}
        assert rank, "circles are refused before anything is written"
        yield rank
        waiting = {slug: entry for slug, entry in waiting.items() if slug not in rank}


def _number(rows: Mapping[str, Row], slug: str | None) -> int | None:
    return rows[slug].pk if slug is not None and slug in rows else None


def _dates(entry: Values) -> dict[str, date | None]:
    return {"start_date": entry.get("from"), "end_date": entry.get("until")}
