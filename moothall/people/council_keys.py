"""What a council's file may say: its sections, their keys, and what each key refers to.

Data only; checking a file against it is in `council_shape.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Key(NamedTuple):
    """A key of a section: the type of its value, the section it refers to, whether it must be."""

    type: str
    to: tuple[str, ...] = ()
    needed: bool = False


_NEEDED = Key("text", needed=True)
_DATES = {"from": Key("date"), "until": Key("date")}
_NAMED = ("departments", "committees", "groups", "councils", "outside_bodies")
# What stands under `committees`, where it is not one in the narrow sense.
COMMITTEES = ("cabinet", "committee", "sub_committee", "working_party", "panel", "area_board")
PLACES = ("chair", "vice_chair", "coopted", "substitute")  # what somebody is in a body
COUNCIL = {
    "slug": Key("slug", needed=True),
    "name": _NEEDED,
    "prefix": _NEEDED,
    "protocol": _NEEDED,
    "calendar": _NEEDED,
    "demonstration": Key("flag"),
    "address": Key("address", needed=True),
    "receiving_server": Key("text"),
    "follow_up_days": Key("number"),
    "service_standards": Key("numbers"),
    "area_word": Key("area_word"),
    "import_ending_percent": Key("number"),
}
SECTIONS: Mapping[str, Mapping[str, Key]] = {
    "areas": {
        "name": _NEEDED,
        "seats": Key("number"),
        "replaces": Key("refs", ("areas",)),
        **_DATES,
    },
    "departments": {
        "name": _NEEDED,
        "parent": Key("ref", ("departments",)),
        "portfolio": Key("ref", ("posts",)),
        "successor": Key("ref", ("departments",)),
        **_DATES,
    },
    "committees": {
        "name": _NEEDED,
        "kind": Key("committee"),
        "role": Key("body"),
        "parent": Key("ref", ("committees",)),
        **_DATES,
    },
    "groups": {"name": _NEEDED, **_DATES},
    "councils": {"name": _NEEDED, **_DATES},
    "outside_bodies": {"name": _NEEDED, **_DATES},
    "posts": {
        "label": _NEEDED,
        "role": Key("role", needed=True),
        "organization": Key("ref", _NAMED),
        "area": Key("ref", ("areas",)),
        "reports_to": Key("ref", ("posts",)),
    },
    "people": {
        "name": _NEEDED,
        "sort_name": Key("text"),
        "email": Key("address"),
        "telephone": Key("text"),
        "ward": Key("ref", ("areas",)),
        "group": Key("ref", ("groups",)),
        "committees": Key("refs", ("committees",)),
        "posts": Key("refs", ("posts",)),
        **_DATES,
    },
}
LISTS: Mapping[str, Mapping[str, Key]] = {
    "closures": {"date": Key("date", needed=True), "reason": _NEEDED},
    "memberships": {
        "person": Key("ref", ("people",), needed=True),
        "post": Key("ref", ("posts",)),
        "body": Key("ref", _NAMED),
        "ward": Key("ref", ("areas",)),
        "role": Key("place"),
        **_DATES,
    },
    "absences": {
        "person": Key("ref", ("people",), needed=True),
        "from": Key("date", needed=True),
        "until": Key("date", needed=True),
        "cover": Key("ref", ("people",)),
        "reason": Key("text"),
    },
}
SHORT = ("areas", *_NAMED)  # `leigh: Leigh` gives the name alone
