"""What a body's name says of it: whether it is a cabinet, a panel …, and which group is meant.

Councils' systems write one group in many ways. Only spellings are brought together here; a group is
never taken for another one.
"""

from __future__ import annotations

import re

from moothall.people.importing.text import key_of
from moothall.people.models import Membership, Organization

_KINDS = (
    (r"\bsub ?committee", "sub_committee"),
    (r"\b(?:working (?:party|group)|task (?:and finish )?group)", "working_party"),
    (r"\barea (?:board|committee|forum)", "area_board"),
    (r"\boutside bod(?:y|ies)", "outside_body"),
    (r"\bpanel\b", "panel"),
    (r"^(?:the )?(?:cabinet|executive)(?: committee| board)?$", "cabinet"),
)
_GROUPS = {
    "con": "conservative",
    "tory": "conservative",
    "conservative and unionist": "conservative",
    "lab": "labour",
    "labour and co operative": "labour and cooperative",
    "labour co operative": "labour and cooperative",
    "labour cooperative": "labour and cooperative",
    "lib dem": "liberal democrat",
    "libdem": "liberal democrat",
    "ld": "liberal democrat",
    "ind": "independent",
    "grn": "green",
}
_NO_GROUP = {
    "none",
    "no group",
    "ungrouped",
    "non grouped",
    "non aligned",
    "unaligned",
    "not aligned",
    "no political group",
    "no party",
    "independent ungrouped",
    "independent non aligned",
    "ungrouped independent",
    "non affiliated",
    "unaffiliated",
    "vacant",
    "vacancy",
    "not applicable",
    "political party not specified",
    "no description",
}
_NO_WARD = {
    "no ward",
    "no division",
    "no ward specified",
    "no ward allocated",
    "none",
    "not applicable",
    "all wards",
    "all divisions",
    "borough wide",
    "unassigned",
    "co opted",
}
_ROLES = (
    (r"^(?:vice|deputy) ?chair", Membership.Role.VICE_CHAIR),
    (r"^(?:co )?chair", Membership.Role.CHAIR),
    (r"\bco ?opt", Membership.Role.COOPTED),
    (r"\b(?:substitute|reserve|named deputy)", Membership.Role.SUBSTITUTE),
)


def classification_of(name: str, *, category: str = "") -> str:
    """The classification that a body's name, else the heading it stands under, speaks of."""
    for words in (key_of(name), key_of(category)):
        for pattern, kind in _KINDS:
            if re.search(pattern, words):
                return kind
    return str(Organization.Classification.COMMITTEE)


def group_key(name: str) -> str:
    """“The Liberal Democrats Group” and “Lib Dem” are one; empty where it says: in no group."""
    key = key_of(name)
    if key in _NO_GROUP:
        return ""
    words = [word for word in key.split() if word not in ("the", "group", "party", "parties")]
    key = " ".join(
        word[:-1] if len(word) > 4 and word[-1] == "s" and word[-2] != "s" else word
        for word in words
    )
    return "" if key in _NO_GROUP else _GROUPS.get(key, key) or key_of(name)


def is_no_ward(name: str) -> bool:
    """Whether what stands where a ward should says that there is none."""
    return key_of(name) in _NO_WARD or not key_of(name)


def role_in_body(text: str) -> str:
    """What somebody is in a body: chair, vice_chair, coopted, substitute or, empty, a member."""
    key = key_of(text)
    return next((str(role) for pattern, role in _ROLES if re.search(pattern, key)), "")
