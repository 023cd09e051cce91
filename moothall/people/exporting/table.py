"""CSV of a council's people on one day: one row for each membership.

A cell that a spreadsheet would take for a formula is guarded with an apostrophe, which our import
takes off again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date

from moothall.people.directory import directory_of
from moothall.people.models import ContactDetail, Council, Membership, Organization
from moothall.people.roles import current

COLUMNS = (
    "Moothall id",
    "Name",
    "Email",
    "Telephone",
    "Ward",
    "Group",
    "Body",
    "Kind of body",
    "Role in body",
    "Post",
    "Standard role",
    "Department",
    "Start",
    "End",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(council: Council, *, on: date) -> str:
    """The table, with the headings that our own import knows. Days as dd/mm/yyyy."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in _rows(council, on=on):
        writer.writerow([guarded(row.get(column, "")) for column in COLUMNS])
    return file.getvalue()


def guarded(cell: str) -> str:
    """The cell so that no spreadsheet works anything out."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _rows(council: Council, *, on: date) -> Iterator[dict[str, str]]:
    directory = directory_of(council.pk)
    details: dict[tuple[int, str], list[str]] = {}
    rows = ContactDetail.objects.filter(council=council)
    for detail in rows.order_by("-preferred", "pk"):
        details.setdefault((detail.person_id, str(detail.type)), []).append(detail.value)
    held = sorted(
        current(directory.memberships, on=on), key=lambda one: (one.person.sort_name, one.pk)
    )
    for one in held:
        yield {
            "Moothall id": f"{council.slug}/{one.person.slug}",
            "Name": one.person.name,
            "Email": "; ".join(details.get((one.person_id, "email"), ())),
            "Telephone": "; ".join(details.get((one.person_id, "telephone"), ())),
            "Start": f"{one.start_date:%d/%m/%Y}" if one.start_date else "",
            "End": f"{one.end_date:%d/%m/%Y}" if one.end_date else "",
            **_target(one),
        }


def _target(one: Membership) -> dict[str, str]:
    if one.post is not None:
        post = one.post
        if post.area is not None and post.slug == f"councillor-{post.area.slug}":
            return {"Ward": post.area.name}
        department = post.organization.name if post.organization else ""
        return {"Post": post.label, "Standard role": post.role, "Department": department}
    body = one.organization
    if body is None:
        return {}
    if body.classification == Organization.Classification.GROUP:
        return {"Group": body.name}
    return {"Body": body.name, "Kind of body": body.classification, "Role in body": one.role}
