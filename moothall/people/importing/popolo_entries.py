"""What the entries of a Popolo document say. The document itself is opened in `popolo.py`.

A membership without a post, of a legislature, for an area, is a seat; on behalf of a party, it is
also a membership of that group. That is how EveryPolitician and others write councillors.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from moothall.people.importing.bodies import classification_of, group_key, role_in_body
from moothall.people.importing.gathering import Gathering
from moothall.people.importing.plan import BodyPlan, HeldPlan, Ids, PersonPlan
from moothall.people.importing.text import (
    BadDay,
    clean,
    day_of,
    key_of,
    person_name,
    said,
    split_emails,
    split_telephones,
)
from moothall.people.models import Organization

_SHARED = (
    "id identifiers name other_names links sources created_at updated_at contact_details image"
)
KNOWN = {
    "persons": f"{_SHARED} family_name given_name additional_name honorific_prefix "
    "honorific_suffix patronymic_name sort_name email gender birth_date death_date summary "
    "biography national_identity memberships images",
    "organizations": f"{_SHARED} classification parent_id parent area_id area abstract "
    "description founding_date dissolution_date memberships posts motions vote_events seats type",
    "posts": f"{_SHARED} label other_label role organization_id organization area_id area "
    "start_date end_date memberships",
    "memberships": f"{_SHARED} label role member member_id person_id person organization_id "
    "organization post_id post on_behalf_of_id on_behalf_of area_id area start_date end_date "
    "legislative_period_id start_reason end_reason",
    "areas": f"{_SHARED} identifier classification parent_id parent geometry memberships "
    "organizations type",
}
_HOME = {"address", "home_address", "postal_address", "residence", "street_address", "home"}
_CHAMBERS = {"legislature", "council", "chamber", "lower house"}
Entry = Mapping[str, Any]


class Entries:
    """One document being read: everything in it is found by its id afterwards."""

    def __init__(self, gathering: Gathering, sections: Mapping[str, list[dict[str, Any]]]) -> None:
        self.gathering, self.plan = gathering, gathering.plan
        self.sections = sections
        self.organizations = {_id(one): one for one in sections["organizations"]}
        self.areas: dict[str, str] = {}
        self.bodies: dict[str, str] = {}
        self.posts: dict[str, str] = {}
        self.people: dict[str, PersonPlan] = {}
        self.council = ""  # the organization that is the council itself

    def take(self) -> None:
        """Reads everything into the plan."""
        for section, rows in self.sections.items():
            self._unknown(section, rows)
        for area in self.sections["areas"]:
            if name := said(area.get("name")):
                self.areas[_id(area)] = self.gathering.area(name, ids=_ids(area))
        for body in self.sections["organizations"]:
            self._organization(body)
        for post in self.sections["posts"]:
            self._post(post)
        for person in self.sections["persons"]:
            self._person(person)
        for membership in self.sections["memberships"]:
            self._membership(membership)
        for one in self.people.values():
            self.gathering.person(one)

    def _unknown(self, section: str, rows: Iterable[Entry]) -> None:
        known = {*KNOWN[section].split(), *_HOME}
        for name in sorted({str(key) for one in rows for key in one} - known):
            self.plan.warn(f"The key “{name[:60]}” under {section} is not known and was left out.")

    def _organization(self, entry: Entry) -> None:
        name = said(entry.get("name"))
        kind = key_of(str(entry.get("classification") or "")).replace(" ", "_")
        if not name:
            self.plan.warn(f"The organization {_id(entry)!r} has no name and was left out.")
            return
        if kind in ("legislature", "chamber", "lower_house"):
            return
        body = BodyPlan(name, _classification(kind, name), ids=_ids(entry))
        if body.classification == Organization.Classification.GROUP:
            if not group_key(name):
                return
            self.plan.groups_said = True
        self.bodies[_id(entry)] = self.gathering.body(body)

    def _post(self, entry: Entry) -> None:
        label = said(entry.get("label")) or said(entry.get("role"))
        where = f"The post {_id(entry)!r}"
        if not label:
            self.plan.warn(f"{where} has no label and was left out.")
            return
        body = self._refers(entry, "organization_id", self.bodies, where)
        area = self._refers(entry, "area_id", self.areas, where)
        role = key_of(str(entry.get("role") or "")).replace(" ", "_")
        self.posts[_id(entry)] = self.gathering.post(
            label, role=role, body=body, area=area, ids=_ids(entry)
        )

    def _person(self, entry: Entry) -> None:
        name = said(entry.get("name"))
        if not name:
            given = (said(entry.get("given_name")), said(entry.get("family_name")))
            name = " ".join(filter(None, given))
        person = PersonPlan(person_name(name), f"person {_id(entry)}", ids=_ids(entry))
        person.sort_name = said(entry.get("sort_name"))[:200]
        self._contacts(person, entry)
        self.people[_id(entry)] = person
        nested = entry.get("memberships")
        for one in nested if isinstance(nested, list) else []:
            if isinstance(one, dict):
                self._membership({"person_id": _id(entry), **one})

    def _contacts(self, person: PersonPlan, entry: Entry) -> None:
        details = entry.get("contact_details")
        rows = (
            [one for one in details if isinstance(one, dict)] if isinstance(details, list) else []
        )
        home = any(entry.get(key) for key in _HOME)
        self.gathering.emails(person, entry.get("email"), split=split_emails)
        for one in rows:
            kind = key_of(str(one.get("type") or ""))
            words = key_of(f"{one.get('label') or ''} {one.get('note') or ''}").split()
            if kind in ("address", "postal", "home", "residence") or {"home", "private"} & {*words}:
                home = True
            elif kind in ("email", "e mail"):
                self.gathering.emails(person, one.get("value"), split=split_emails)
            elif kind in ("telephone", "phone", "voice", "cell", "mobile", "tel"):
                numbers = split_telephones(one.get("value"))
                person.telephones += [each for each in numbers if each not in person.telephones]
        self.plan.home_addresses += home

    def _membership(self, entry: Entry) -> None:
        who = str(entry.get("person_id") or entry.get("member_id") or "")
        where = f"The membership {_id(entry) or f'of {who!r}'}"
        person = self.people.get(who)
        if person is None:
            self.plan.warn(f"{where} names a person {who!r} who is not there; it was left out.")
            return
        start = self._day(entry, "start_date", where)
        end = self._day(entry, "end_date", where)
        if start and end and end < start:
            self.plan.warn(f"{where}: the last day is before the first; it was left out.")
            return
        for one in self._held(entry, where):
            one.start, one.end = start, end
            person.held.append(one)

    def _held(self, entry: Entry, where: str) -> Iterable[HeldPlan]:
        post = self._refers(entry, "post_id", self.posts, where)
        body = self._refers(entry, "organization_id", self._all_bodies(), where)
        area = self._refers(entry, "area_id", self.areas, where)
        group = self._refers(entry, "on_behalf_of_id", self._all_bodies(), where)
        if post:
            planned = self.plan.posts[post]
            seat = planned.area and planned.role in (
                "elected_councillor",
                "councillor",
                "member",
                "",
            )
            yield HeldPlan("seat", planned.area) if seat else HeldPlan("post", post)
        elif area:
            yield HeldPlan("seat", area)
        elif body and not body.startswith("?"):
            yield HeldPlan("body", body, role=role_in_body(str(entry.get("role") or "")))
        if group and not group.startswith("?"):
            yield HeldPlan("body", group)

    def _all_bodies(self) -> dict[str, str]:
        """Also those that mean nothing here, such as the council itself."""
        return {**{name: f"?{name}" for name in self.organizations}, **self.bodies}

    def _refers(self, entry: Entry, key: str, known: Mapping[str, str], where: str) -> str:
        wanted = entry.get(key)
        if wanted is None or wanted == "":
            return ""
        if str(wanted) not in known and str(wanted) not in self.organizations:
            self.plan.warn(f"{where}: there is no {str(wanted)[:60]!r} for its {key}.")
        return known.get(str(wanted), "")

    def _day(self, entry: Entry, key: str, where: str) -> date | None:
        try:
            return day_of(entry.get(key), last=key == "end_date")
        except BadDay as bad:
            self.plan.warn(f"{where}: its {key} {str(bad)[:40]!r} is not a date.")
            return None


def _id(entry: Entry) -> str:
    return str(entry.get("id") or "")


def _ids(entry: Entry) -> Ids:
    """Its identifiers; its id is one, unless it is our own row coming home."""
    rows = entry.get("identifiers")
    found = [
        (
            key_of(str(one.get("scheme") or "popolo")).replace(" ", "-")[:40],
            clean(one["identifier"])[:200],
        )
        for one in (rows if isinstance(rows, list) else [])
        if isinstance(one, dict) and one.get("identifier")
    ]
    own = any(scheme == "moothall" for scheme, _ in found)
    if _id(entry) and not own and "popolo" not in dict(found):
        found.append(("popolo", clean(_id(entry))[:200]))
    return list(dict(found).items())


def _classification(kind: str, name: str) -> str:
    if kind in Organization.Classification.values:
        return kind
    if kind in ("party", "political_group", "political_party", "faction"):
        return str(Organization.Classification.GROUP)
    return classification_of(name, category=kind)
