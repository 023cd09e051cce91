"""Says in words who can see a case: the keys of its main circle, by name."""

from __future__ import annotations

from moothall.cases.circles import EVERYBODY
from moothall.cases.doing import Doing
from moothall.cases.models import Case


def who_can_see(case: Case, circle: str, doing: Doing) -> tuple[str, ...]:
    """Everybody who may see a circle of the case, each as a phrase."""
    keys = case.viewers.filter(circle=circle).order_by("pk").values_list("key", flat=True)
    return tuple(key_in_words(key, doing) for key in keys)


def key_in_words(key: str, doing: Doing) -> str:
    """`person:5` as the person's name, `ward:3` as the councillors for that ward."""
    if key == EVERYBODY:
        return "Anybody in the council"
    kind, _, rest = key.partition(":")
    return _KINDS[kind](rest, doing)


def _person(number: str, doing: Doing) -> str:
    return doing.person(int(number)).name


def _post(number: str, doing: Doing) -> str:
    return doing.directory.posts[int(number)].label


def _role(role: str, doing: Doing) -> str:
    return "All councillors" if role == "councillor" else doing.protocol.role_name(role)


def _ward(number: str, doing: Doing) -> str:
    return f"Councillors for {doing.directory.areas[int(number)].name}"


def _group(number: str, doing: Doing) -> str:
    return doing.directory.organizations[int(number)].name


def _ward_group(numbers: str, doing: Doing) -> str:
    ward, _, group = numbers.partition(":")
    return f"{_group(group, doing)} councillors for {doing.directory.areas[int(ward)].name}"


_KINDS = {
    "person": _person,
    "post": _post,
    "role": _role,
    "ward": _ward,
    "group": _group,
    "ward_group": _ward_group,
}
