"""Writes the rows of one checked council: areas, bodies, posts, people and what they hold.

Called by `load.py` within its transaction. What a seat and a sorted name look like is said here
for imports too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from moothall.people.council_shape import BadCouncil, CouncilPlan, fault_at
from moothall.people.cover import BadAbsence, record_absence
from moothall.people.models import (
    Area,
    ClosureDay,
    ContactDetail,
    Council,
    Membership,
    Organization,
    Person,
    Post,
)

_BODIES = {
    "departments": Organization.Classification.DEPARTMENT,
    "committees": Organization.Classification.COMMITTEE,
    "groups": Organization.Classification.GROUP,
}


class Rows:
    """One council being written; everything it makes is found by slug afterwards."""

    def __init__(self, data: Mapping[str, Any], plan: CouncilPlan) -> None:
        self.data, self.plan = data, plan
        self.council = self._council()
        self._closures()
        self.areas = self._areas()
        self.bodies = self._bodies()
        self.posts = {**self._posts(), **self._seats()}
        self.people = self._people()
        self._contacts()
        self._memberships()
        self._absences()

    def _council(self) -> Council:
        settings = dict(self.plan.council)
        slug = settings.pop("slug")
        council, _ = Council.objects.update_or_create(slug=slug, defaults=settings)
        return council

    def _closures(self) -> None:
        days = {entry["date"]: entry["reason"] for entry in self.plan.lists["closures"]}
        self.council.closure_days.exclude(date__in=days).delete()
        for day, reason in days.items():
            ClosureDay.objects.update_or_create(
                council=self.council, date=day, defaults={"reason": reason}
            )

    def _areas(self) -> dict[str, Area]:
        return {
            slug: Area.objects.update_or_create(
                council=self.council, slug=slug, defaults={"name": entry["name"], **_dates(entry)}
            )[0]
            for slug, entry in self.plan.sections["areas"].items()
        }

    def _bodies(self) -> dict[str, Organization]:
        bodies = {}
        for section, classification in _BODIES.items():
            for slug, entry in self.plan.sections[section].items():
                cabinet = Organization.Classification.CABINET
                bodies[slug], _ = Organization.objects.update_or_create(
                    council=self.council,
                    slug=slug,
                    defaults={
                        "name": entry["name"],
                        "classification": cabinet if entry.get("cabinet") else classification,
                        **_dates(entry),
                    },
                )
        for slug, entry in self.plan.sections["departments"].items():
            bodies[slug].parent = bodies.get(entry.get("parent", ""))
            bodies[slug].save(update_fields=["parent"])
        return bodies

    def _posts(self) -> dict[str, Post]:
        entries = self.plan.sections["posts"]
        posts = {
            slug: self._post(
                slug,
                label=entry["label"],
                role=entry["role"],
                organization=self.bodies.get(entry.get("organization", "")),
                area=self.areas.get(entry.get("area", "")),
            )
            for slug, entry in entries.items()
        }
        for slug, entry in entries.items():
            posts[slug].reports_to = posts.get(entry.get("reports_to", ""))
            posts[slug].save(update_fields=["reports_to"])
        return posts

    def _seats(self) -> dict[str, Post]:
        """One post for each ward, which its councillors share."""
        return {
            seat_slug(area): self._post(seat_slug(area), **seat_of(area))
            for area in self.areas.values()
        }

    def _post(self, slug: str, **values: Any) -> Post:
        post, _ = Post.objects.update_or_create(council=self.council, slug=slug, defaults=values)
        return post

    def _people(self) -> dict[str, Person]:
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
        return {
            slug: Person.objects.update_or_create(
                council=self.council,
                slug=slug,
                defaults={
                    "name": entry["name"],
                    "sort_name": entry.get("sort_name") or sort_name(entry["name"]),
                },
            )[0]
            for slug, entry in entries.items()
        }

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
                detail.delete()
        ContactDetail.objects.bulk_create(
            ContactDetail(council=self.council, person=person, type=kind, value=value)
            for person, kind, value in sorted(wanted - kept, key=lambda row: row[0].slug)
        )

    def _memberships(self) -> None:
        wanted = {
            (self.people[slug].pk, post, body, entry.get("from"), entry.get("until"))
            for slug, entry in self.plan.sections["people"].items()
            for post, body in self._held_by(entry)
        }
        kept: set[tuple[int, int | None, int | None, date | None, date | None]] = set()
        for one in Membership.objects.filter(council=self.council):
            row = (one.person_id, one.post_id, one.organization_id, one.start_date, one.end_date)
            if row in wanted and row not in kept:
                kept.add(row)
            else:
                one.delete()
        Membership.objects.bulk_create(
            Membership(
                council=self.council,
                person_id=person,
                post_id=post,
                organization_id=body,
                start_date=start,
                end_date=end,
            )
            for person, post, body, start, end in sorted(wanted - kept, key=repr)
        )

    def _held_by(self, entry: Mapping[str, Any]) -> Iterable[tuple[int | None, int | None]]:
        """The posts and bodies that an entry under `people` names, as keys of their rows."""
        posts = list(entry.get("posts", []))
        if ward := entry.get("ward"):
            posts.append(f"councillor-{ward}")
        bodies = [*entry.get("committees", []), *([entry["group"]] if "group" in entry else [])]
        yield from ((self.posts[slug].pk, None) for slug in posts)
        yield from ((None, self.bodies[slug].pk) for slug in bodies)

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
                )
            except BadAbsence as error:
                message = f"absences: {entry['person']}: {error}"
                raise BadCouncil([fault_at(self.data, "absences", message)]) from None


def _dates(entry: Mapping[str, Any]) -> dict[str, date | None]:
    return {"start_date": entry.get("from"), "end_date": entry.get("until")}


def seat_slug(area: Area) -> str:
    """The slug of the post that the councillors of a ward share."""
    return f"councillor-{area.slug}"


def seat_of(area: Area) -> dict[str, Any]:
    """What stands in that post."""
    return {"label": f"Councillor for {area.name}", "role": "elected_councillor", "area": area}


def sort_name(name: str) -> str:
    """ "Councillor Ada Example" -> "Example, Ada"."""
    first, _, last = name.removeprefix("Councillor ").rpartition(" ")
    return f"{last}, {first}" if first else last
