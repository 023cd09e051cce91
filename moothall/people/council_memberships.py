"""Writes who holds and belongs to what, of one checked council.

Part of `council_rows.py`, which has written everybody and everything that memberships name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from moothall.people.models import Membership

if TYPE_CHECKING:
    from moothall.people.council_rows import Rows

# Person, post, body (by number), the place in the body, the first and the last day.
Row = tuple[int, int | None, int | None, str, date | None, date | None]


def write_memberships(rows: Rows) -> None:
    """Brings memberships up to the file: others go, those that are wanting come."""
    wanted = {
        (rows.people[slug].pk, post, body, "", entry.get("from"), entry.get("until"))
        for slug, entry in rows.plan.sections["people"].items()
        for post, body in _held_by(rows, entry)
    } | {_of_its_own(rows, entry) for entry in rows.plan.lists["memberships"]}
    kept: set[Row] = set()
    for one in Membership.objects.filter(council=rows.council).select_related(
        "person", "post", "organization"
    ):
        row = _row_of(one)
        if row in wanted and row not in kept:
            kept.add(row)
        else:
            rows.changing.remove(one)
    people = {person.pk: person for person in rows.people.values()}
    posts = {post.pk: post for post in rows.posts.values()}
    bodies = {body.pk: body for body in rows.bodies.values()}
    new = [
        Membership(
            council=rows.council,
            person=people[person],
            post=posts[post] if post else None,
            organization=bodies[body] if body else None,
            role=role,
            start_date=start,
            end_date=end,
        )
        for person, post, body, role, start, end in sorted(wanted - kept, key=repr)
    ]
    rows.changing.add_all(new)


def _of_its_own(rows: Rows, entry: Mapping[str, Any]) -> Row:
    """One with days of its own, or with a place in the body, as under `memberships`."""
    person, ward = entry["person"], entry.get("ward")
    post = rows.posts.get(f"councillor-{ward}" if ward else entry.get("post", ""))
    body = rows.bodies.get(entry.get("body", ""))
    whole = rows.plan.sections["people"][person]
    return (
        rows.people[person].pk,
        post.pk if post else None,
        body.pk if body else None,
        entry.get("role", ""),
        entry.get("from", whole.get("from")),
        entry.get("until", whole.get("until")),
    )


def _held_by(rows: Rows, entry: Mapping[str, Any]) -> Iterable[tuple[int | None, int | None]]:
    """The posts and bodies that an entry under `people` names, by number."""
    posts = list(entry.get("posts", []))
    if ward := entry.get("ward"):
        posts.append(f"councillor-{ward}")
    bodies = [*entry.get("committees", []), *([entry["group"]] if "group" in entry else [])]
    yield from ((rows.posts[slug].pk, None) for slug in posts)
    yield from ((None, rows.bodies[slug].pk) for slug in bodies)


def _row_of(one: Membership) -> Row:
    body = one.organization_id
    return one.person_id, one.post_id, body, one.role, one.start_date, one.end_date
