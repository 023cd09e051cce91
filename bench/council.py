"""An invented city council of the usual size: 51 councillors in 17 wards, 100 officers.

The demonstration's Southend with more people, so that each sees their own share of many cases.
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from moothall.config import demonstration
from moothall.people.council_file import read_council
from moothall.people.load import load_council
from moothall.people.models import Council

WARDS, IN_A_WARD, GROUPS, OFFICERS = 17, 3, 4, 96
DOMAIN = "bench.example"
_DEPARTMENTS = ("highways", "waste", "planning", "neighbourhoods", "adults-and-children")


def load() -> Council:
    """Writes the council into the database in use."""
    data: dict[str, Any] = dict(read_council(demonstration.FOLDER / "southend.yaml"))
    data["council"] = {
        **data["council"],
        "slug": "bench",
        "name": "Bench City Council (invented)",
        "prefix": "BEN",
        "address": f"enquiries@{DOMAIN}",
    }
    data["areas"] = {f"ward-{n}": f"Ward {n}" for n in range(1, WARDS + 1)}
    data["groups"] = {f"group-{n}": f"Group {n}" for n in range(1, GROUPS + 1)}
    data["posts"] = {**_leading_posts(data["posts"]), **_officers_posts()}
    data["people"] = {**_leading_officers(data["people"]), **_councillors(), **_officers()}
    data["absences"], data["memberships"] = [], []
    return load_council(data, at=timezone.now(), through="bench")


def _leading_posts(posts: dict[str, Any]) -> dict[str, Any]:
    """All but those of groups, which have other names here."""
    return {slug: post for slug, post in posts.items() if "group" not in post["role"]}


def _leading_officers(people: dict[str, Any]) -> dict[str, Any]:
    return {
        slug: {**person, "email": f"{slug}@{DOMAIN}"}
        for slug, person in people.items()
        if "ward" not in person and "committees" not in person
    }


def _councillors() -> dict[str, Any]:
    return {
        f"councillor-{n}": {
            "name": f"Councillor Number {n}",
            "email": f"councillor.{n}@{DOMAIN}",
            "ward": f"ward-{(n - 1) // IN_A_WARD + 1}",
            "group": f"group-{n % GROUPS + 1}",
        }
        for n in range(1, WARDS * IN_A_WARD + 1)
    }


def _officers_posts() -> dict[str, Any]:
    return {
        f"post-{n}": {
            "label": f"Officer for matter {n}",
            "role": "officer",
            "organization": _DEPARTMENTS[n % len(_DEPARTMENTS)],
            "reports_to": "deputy-chief-executive",
        }
        for n in range(1, OFFICERS + 1)
    }


def _officers() -> dict[str, Any]:
    return {
        f"officer-{n}": {
            "name": f"Officer Number {n}",
            "email": f"officer.{n}@{DOMAIN}",
            "posts": [f"post-{n}"],
        }
        for n in range(1, OFFICERS + 1)
    }
