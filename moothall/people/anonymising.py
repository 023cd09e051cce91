"""Takes out of a council's people what somebody was known by; what they held, and when, stays.

Their cases and messages are not looked at here: see `pages/personal.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q

from moothall.people.changing import ERASED, Changing
from moothall.people.law import protocol_of
from moothall.people.models import (
    Absence,
    Change,
    ContactDetail,
    Identifier,
    Membership,
    Person,
    Preference,
)
from moothall.people.roles import SIDES

PSEUDONYM = "Former "  # begins the name that stays, and no other: "Former councillor 3"
# What the log keeps of a person, by table and column, and lets go of with them.
_KNOWN_BY = {
    "person": ("name", "sort_name", "slug"),
    "contactdetail": ("value",),
    "identifier": ("identifier",),
    "absence": ("reason",),
    "membership": (),
    "preference": (),
}
_TITLES = frozenset(
    (
        *("alderman", "cllr", "councillor", "dame", "dr", "lady", "lord", "miss", "mr"),
        *("mrs", "ms", "mx", "prof", "professor", "rev", "sir"),
    )
)
_MODELS = (ContactDetail, Identifier, Absence, Membership, Preference)


def in_office(person: Person, *, on: date) -> list[str]:
    """What the person still holds or belongs to that day, or will later, in words."""
    rows = Membership.objects.filter(Q(end_date=None) | Q(end_date__gte=on), person=person)
    return [str(one.post or one.organization) for one in rows.select_related("post")]


def is_anonymous(person: Person) -> bool:
    """Whether the person has been made anonymous already."""
    return person.name.startswith(PSEUDONYM) and person.slug.startswith("former-")


def known_by(person: Person) -> tuple[str, ...]:
    """The name, without its title too, and every address and number they have or had here."""
    found = [
        person.name,
        bare_name(person),
        *person.contact_details.values_list("value", flat=True),
    ]
    for change in _changes(person):
        if change.table == "contactdetail":
            found += [change.before.get("value", ""), change.after.get("value", "")]
    return tuple(dict.fromkeys(one for one in found if one and one != ERASED))


def bare_name(person: Person) -> str:
    """`Ada Example`, of `Councillor Ada Example`."""
    first, _, rest = person.name.partition(" ")
    return rest if first.strip(".").lower() in _TITLES and rest else person.name


def surname(person: Person) -> str:
    """The last word of the name: what others often write alone."""
    return bare_name(person).split()[-1]


def anonymise(changing: Changing, person: Person) -> str:
    """Makes the person somebody with a number, for good; the name they have now.

    Contact details, identifiers and reasons of absences go, the account to sign in goes, and the
    log keeps none of them. The caller has made sure that nothing stands against it.
    """
    name = _pseudonym(person)
    known = list(_changes(person))
    for model in (ContactDetail, Identifier, Preference):
        model._default_manager.filter(person=person).delete()
    Absence.objects.filter(person=person).update(reason="")
    user = person.user_id
    changing.erase(
        person, name=name, sort_name=name, slug=name.lower().replace(" ", "-"), user_id=None
    )
    if user is not None and not Person.objects.filter(user=user).exists():
        get_user_model().objects.filter(pk=user).delete()  # with the second factors that hang on it
    for change in known:
        _forget(change, name)
    return name


def _pseudonym(person: Person) -> str:
    """`Former councillor 3`: the next number of their council; the word is what they last were."""
    held = person.memberships.filter(post__isnull=False).select_related("post")
    last = held.order_by("-end_date", "-pk").first()
    kinds = protocol_of(person.council).kinds_of(last.post.role) if last and last.post else ()
    word = next(iter(sorted(SIDES.intersection(kinds))), "member")
    begins = f"{PSEUDONYM}{word} "
    taken = Person.objects.filter(council=person.council_id, name__startswith=begins)
    numbers = (one.name.removeprefix(begins) for one in taken)
    return f"{begins}{max((int(one) for one in numbers if one.isdigit()), default=0) + 1}"


def _changes(person: Person) -> Iterator[Change]:
    """Every entry of the log about the person, or about a row of theirs, also one that is gone."""
    rows: set[tuple[str, int]] = {("person", person.pk)}
    for model in _MODELS:
        name = model._meta.model_name or ""
        rows.update((name, pk) for pk in _numbers(model, person))
    log = Change.objects.filter(council=person.council_id, table__in=_KNOWN_BY)
    for one in log.iterator(chunk_size=500):
        if person.pk in (one.before.get("person_id"), one.after.get("person_id")):
            rows.add((one.table, one.row))
    for one in log.iterator(chunk_size=500):
        if (one.table, one.row) in rows:
            yield one


def _numbers(model: Any, person: Person) -> list[int]:
    return list(model._default_manager.filter(person=person).values_list("pk", flat=True))


def _forget(change: Change, name: str) -> None:
    for values in (change.before, change.after):
        values.update({one: ERASED for one in _KNOWN_BY[change.table] if values.get(one)})
    change.name = name
    change.save(update_fields=["name", "before", "after"])
