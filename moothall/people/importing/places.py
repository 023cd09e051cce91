"""Finds the wards, bodies and posts that a plan names among those that are there, or makes them.

What is made is only a row in memory, in an order in which it can be saved. Who holds what is in
`difference.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar

from django.utils.text import slugify

from moothall.people.bodies import seat_of, seat_slug
from moothall.people.importing.plan import Plan
from moothall.people.importing.present import OWN, Present
from moothall.people.importing.text import key_of
from moothall.people.law import protocol_of
from moothall.people.models import Area, Identifier, Organization, Post
from moothall.people.posts import roles_of_posts

Row = TypeVar("Row", Area, Organization, Post)
SEATS = ("elected_councillor", "councillor", "member", "")
_BEGINNINGS = (
    ("assistant director", "assistant_director"),
    ("executive director", "executive_director"),
    ("corporate director", "corporate_director"),
    ("director of", "director"),
    ("head of", "head_of_service"),
    ("cabinet member for", "cabinet_member"),
    ("portfolio holder", "cabinet_member"),
)
_NEVER_BY_TITLE = {"administrator", "elected_councillor", "councillor"}


class Places:
    """The places of one plan. `added` holds what is new, `renamed` what is now called otherwise."""

    def __init__(self, plan: Plan, present: Present, *, on: date) -> None:
        self.plan, self.present, self.on = plan, present, on
        self.council = present.council
        self.added: list[Area | Organization | Post] = []
        self.renamed: list[tuple[Area | Organization, str]] = []
        self.identifiers: list[Identifier] = []
        self._found: dict[tuple[str, str], Any] = {}
        self._slugs = {
            Area: {one.slug for one in present.areas},
            Organization: {one.slug for one in present.bodies},
            Post: {one.slug for one in present.posts},
        }
        self.protocol = protocol_of(self.council)
        self.roles = frozenset(roles_of_posts(self.protocol))
        self._titles = {
            key_of(one.label): name
            for name, one in self.protocol.vocabulary.roles.items()
            if name in self.roles - _NEVER_BY_TITLE
        }
        self._seated = {
            held.key
            for person in plan.people
            if any(one.target == "seat" for one in person.held)
            for held in person.held
            if held.target == "post"
        }

    def is_new(self, row: Any) -> bool:
        """Whether the row is not in the database yet."""
        return row.pk is None

    def area(self, key: str) -> Area:
        """The ward of that key."""
        if ("area", key) not in self._found:
            planned = self.plan.areas[key]
            found = self._one(Area, planned.ids, self.present.named_area(key), planned.name)
            if found is None:
                slug = self._slug(Area, planned.name, planned.ids)
                found = self._new(Area(council=self.council, slug=slug, name=planned.name))
            self._note(found, planned.ids)
            self._found["area", key] = found
        area: Area = self._found["area", key]
        return area

    def seat(self, key: str) -> Post:
        """The post that the councillors of that ward share."""
        if ("seat", key) not in self._found:
            area = self.area(key)
            slug = seat_slug(area)
            found = next((one for one in self.present.posts if one.slug == slug), None)
            if found is None:
                found = Post(council=self.council, slug=slug, **seat_of(area))
                found.area = area  # which may be new itself, and has no number yet
                self._new(found)
            self._found["seat", key] = found
        post: Post = self._found["seat", key]
        return post

    def body(self, key: str) -> Organization:
        """The body of that key."""
        if ("body", key) not in self._found:
            planned = self.plan.bodies[key]
            known = self.present.named_body(key)
            found = self._one(Organization, planned.ids, known, planned.name)
            if found is None:
                department = Organization.Classification.DEPARTMENT
                found = self._new(
                    Organization(
                        council=self.council,
                        slug=self._slug(Organization, planned.name, planned.ids),
                        name=planned.name,
                        classification=planned.classification or department,
                    )
                )
                self._warn_alike(found)
            self._note(found, planned.ids)
            self._found["body", key] = found
        body: Organization = self._found["body", key]
        return body

    def known_body(self, key: str) -> Organization | None:
        """The body of that key, if there is one already."""
        planned = self.plan.bodies[key]
        known = self.present.named_body(key)
        return self._one(Organization, planned.ids, known, planned.name)

    def post(self, key: str) -> Post | None:
        """The post of that key; none, with a warning, where several may be meant."""
        if ("post", key) not in self._found:
            self._found["post", key] = self._post(key)
        post: Post | None = self._found["post", key]
        return post

    def _post(self, key: str) -> Post | None:
        planned = self.plan.posts[key]
        if planned.area and planned.role in SEATS:
            return self.seat(planned.area)
        body = self.body(planned.body) if planned.body else None
        found = self.present.by_ids(Post, planned.ids) or self._called(planned.label, body)
        if len(found) > 1:
            self.plan.warn(f"Several posts are called “{planned.label}”: name the department too.")
            return None
        post = found[0] if found else self._new_post(key, body)
        self._note(post, planned.ids)
        return post

    def _called(self, label: str, body: Organization | None) -> list[Post]:
        """The posts of that title in that body, else the only one that no body is said of."""
        same = [one for one in self.present.posts if key_of(one.label) == key_of(label)]
        exact = [one for one in same if one.organization_id == (body.pk if body else None)]
        if body is None or (exact and body.pk):
            return exact or same
        return [one for one in same if one.organization_id is None]

    def _new_post(self, key: str, body: Organization | None) -> Post:
        planned = self.plan.posts[key]
        return self._new(
            Post(
                council=self.council,
                slug=self._slug(Post, planned.label, planned.ids),
                label=planned.label,
                role=self._role(planned.label, said=planned.role, seated=key in self._seated),
                organization=body,
                area=self.area(planned.area) if planned.area else None,
            )
        )

    def _role(self, label: str, *, said: str, seated: bool) -> str:
        """The standard role: what the source says, else what the whole title is a name of."""
        if said in self.roles:
            return said
        if said:
            self.plan.warn(f"“{said}” is no role of the protocol; the title of “{label}” was used.")
        key = key_of(label)
        role = self._titles.get(key) or next(
            (role for start, role in _BEGINNINGS if key.startswith(start)), ""
        )
        sides = self.protocol.kinds_of(role) if role else frozenset()
        if seated:
            return role if "councillor" in sides else "elected_councillor"
        return role if role in self.roles else "officer"

    def _one(
        self, model: type[Row], ids: Iterable[tuple[str, str]], known: list[Row], name: str
    ) -> Row | None:
        by_ids = self.present.by_ids(model, list(ids))
        if len(by_ids) == 1 and by_ids[0] not in known and not isinstance(by_ids[0], Post):
            self.renamed += [(by_ids[0], name)] if (by_ids[0], name) not in self.renamed else []
        found = by_ids or known
        if len(found) > 1:
            running = [one for one in found if not _ended(one, self.on)]
            self.plan.warn(f"Several wards or bodies are called “{name}”; the first was taken.")
            found = running or found
        return found[0] if found else None

    def _note(self, row: Area | Organization | Post, ids: list[tuple[str, str]]) -> None:
        self.identifiers += self.present.missing_ids(row, ids)

    def _new(self, row: Row) -> Row:
        self.added.append(row)
        return row

    def _slug(self, model: type[Row], name: str, ids: list[tuple[str, str]]) -> str:
        own = dict(ids).get(OWN, "").rpartition("/")[2]
        return fresh_slug(own or name, self._slugs[model])

    def _warn_alike(self, body: Organization) -> None:
        """A group whose name begins as that of another may be the same one in other words."""
        group = Organization.Classification.GROUP
        first = key_of(body.name).split()[:1]
        for other in self.present.bodies:
            alike = key_of(other.name).split()[:1] == first and other.classification == group
            if body.classification == group and alike and not _ended(other, self.on):
                self.plan.warn(
                    f"The group “{body.name}” is new here, and there is “{other.name}”. If they "
                    "are one, rename that first."
                )


def _ended(row: Any, on: date) -> bool:
    end = getattr(row, "end_date", None)
    return end is not None and end < on


def fresh_slug(name: str, taken: set[str]) -> str:
    """A slug that nothing has yet; it is taken from now on."""
    stem = slugify(name)[:44].strip("-") or "unnamed"
    slug, number = stem, 2
    while slug in taken:
        slug, number = f"{stem}-{number}", number + 1
    taken.add(slug)
    return slug
