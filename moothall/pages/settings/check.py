"""What is wanting in who is who, each with the page where it is put right.

What is wanting is found in `moothall/people/findings.py`, as for `moothall people check`.
"""

from __future__ import annotations

from django.http import HttpResponse

from moothall.pages.settings.page import Cell, Table, show
from moothall.pages.visit import Visit
from moothall.people.belonging import is_body
from moothall.people.directory import directory_of
from moothall.people.findings import Finding, findings
from moothall.people.models import Council
from moothall.people.roles import held_posts

# Sort of a finding -> its heading, in the order of the page.
HEADINGS = {
    "role": "Roles that nobody holds",
    "vacancy": "Vacant posts",
    "seat": "Empty seats",
    "chair": "Committees without a chair",
    "two holders": "Held twice",
    "leaver": "Leavers who still belong to something",
    "ward": "Councillors without a ward",
    "manager": "Officers without a manager",
    "address": "People without an address",
    "cover": "Cover that leads nowhere",
    "body": "Departments that have ended",
}
HEADS = ("What is wanting", "What to do")
_PAGES = {  # sort -> the page of one, which takes the slug that the finding is about
    "vacancy": "settings-post",
    "chair": "settings-body",
    "leaver": "settings-person",
    "ward": "settings-person",
    "address": "settings-person",
    "body": "settings-body",
}
_LISTS = {"seat": "settings-people", "cover": "settings-absences"}


def check(visit: Visit) -> HttpResponse:
    """Everything that is wanting today, by sort."""
    found = findings(visit.council, on=visit.on)
    by_sort: dict[str, list[Finding]] = {sort: [] for sort in HEADINGS}
    for one in found:
        by_sort.setdefault(one.sort, []).append(one)
    tables = [
        Table(visit.own_words(HEADINGS.get(sort, sort)), HEADS, [_row(visit, one) for one in rows])
        for sort, rows in by_sort.items()
        if rows
    ]
    return show(visit, "What is wanting", lead=(_lead(len(found)),), tables=tables)


def _lead(count: int) -> str:
    if not count:
        return (
            "Nothing is wanting: every role, post and seat is held, and everybody can be reached."
        )
    things = "One thing is" if count == 1 else f"{count} things are"
    return f"{things} wanting today in who is who. What you put right is gone from here at once."


def _row(visit: Visit, one: Finding) -> tuple[str, Cell]:
    return one.message, Cell(one.do, _where(visit, one), about=one.message)


def _where(visit: Visit, one: Finding) -> str:
    """The page on which it is put right."""
    if one.sort in _PAGES:
        return visit.address(_PAGES[one.sort], one.about)
    if one.sort in _LISTS:
        return visit.address(_LISTS[one.sort])
    if one.sort == "manager":
        return _post_of(visit, one.about)
    return _of_a_role(visit, visit.council, one)


def _post_of(visit: Visit, slug: str) -> str:
    """An officer's post, which says to whom it reports."""
    people = directory_of(visit.council.pk).people.values()
    person = next(one for one in people if one.slug == slug)
    post = next(iter(held_posts(person, on=visit.on)), None)
    if post is None:
        return visit.address("settings-person", slug)
    return visit.address("settings-post", post.slug)


def _of_a_role(visit: Visit, council: Council, one: Finding) -> str:
    """The posts or the bodies among which a role is given; or the one body that it is about."""
    slugs = {body.slug for body in directory_of(council.pk).organizations.values()}
    if one.sort == "two holders" and one.about in slugs:
        return visit.address("settings-body", one.about)
    return visit.address("settings-bodies" if is_body(council, one.about) else "settings-posts")
