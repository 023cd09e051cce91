"""A person's name, addresses and telephone: entered and put right, with what cannot be refused.

What people hold, and from when to when, is in `holding.py`. Home addresses are never kept.
"""

from __future__ import annotations

from django.db import transaction

from moothall.people.changing import CannotChange, Changing
from moothall.people.council_shape import read_address
from moothall.people.models import ContactDetail, Council, Person
from moothall.people.slugs import free_slug

EMAIL, TELEPHONE = ContactDetail.Type.EMAIL, ContactDetail.Type.TELEPHONE


def sort_name_of(name: str) -> str:
    """ "Councillor Ada Example" -> "Example, Ada"."""
    first, _, last = name.removeprefix("Councillor ").rpartition(" ")
    return f"{last}, {first}" if first else last


def add_person(changing: Changing, *, name: str, emails: str = "", telephone: str = "") -> Person:
    """A new person, who holds nothing yet. `emails` has one address a line, the first preferred.

    Raises CannotChange for `name` and `emails`.
    """
    name = _name(name)
    with transaction.atomic():
        person = Person(
            council=changing.council,
            slug=_slug(changing.council, name),
            name=name,
            sort_name=sort_name_of(name),
        )
        changing.add(person)
        _reach(changing, person, emails, telephone)
    return person


def change_person(
    changing: Changing,
    person: Person,
    *,
    name: str,
    sort_name: str = "",
    emails: str = "",
    telephone: str = "",
) -> None:
    """Gives the person this name and these addresses, and no others.

    Raises CannotChange for `name` and `emails`.
    """
    name = _name(name)
    with transaction.atomic():
        changing.change(person, name=name, sort_name=sort_name.strip() or sort_name_of(name))
        _reach(changing, person, emails, telephone)


def _slug(council: Council, name: str) -> str:
    taken = Person.objects.filter(council=council).values_list("slug", flat=True)
    return free_slug(name.removeprefix("Councillor "), taken=taken, otherwise="person")


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise CannotChange(name="Enter the name")
    if len(name) > 200:
        raise CannotChange(name="The name must be 200 characters or less")
    return name


def _reach(changing: Changing, person: Person, emails: str, telephone: str) -> None:
    wanted = [(EMAIL, address) for address in _addresses(changing.council, person, emails)]
    if number := " ".join(telephone.split())[:254]:
        wanted.append((TELEPHONE, number))
    known = {(one.type, one.value): one for one in person.contact_details.all()}
    for key in known.keys() - set(wanted):
        changing.remove(known[key])
    for place, (kind, value) in enumerate(wanted):
        preferred = kind == TELEPHONE or place == 0
        if (kind, value) in known:
            changing.change(known[kind, value], preferred=preferred)
        else:
            detail = ContactDetail(council=changing.council, person=person, preferred=preferred)
            detail.type, detail.value = kind, value
            _check_telephone(detail)
            changing.add(detail)


def _check_telephone(detail: ContactDetail) -> None:
    taken = ContactDetail.objects.filter(
        council=detail.council, type=TELEPHONE, value=detail.value
    ).select_related("person")
    if detail.type == TELEPHONE and (other := taken.first()):
        raise CannotChange(telephone=f"This number already belongs to {other.person.name}")


def _addresses(council: Council, person: Person, emails: str) -> list[str]:
    """The addresses, each checked. Raises CannotChange for `emails`."""
    found: list[str] = []
    for line in filter(None, map(str.strip, emails.splitlines())):
        address = read_address(line)
        if address is None or len(address) > 254:
            raise CannotChange(
                emails=f"“{line[:80]}” is no e-mail address. Enter one such as name@example.gov.uk"
            )
        if address in council.own_addresses:
            raise CannotChange(emails=f"{address} is the council’s own address")
        taken = ContactDetail.objects.filter(council=council, type=EMAIL, value=address)
        if other := taken.exclude(person=person).select_related("person").first():
            raise CannotChange(emails=f"{address} already belongs to {other.person.name}")
        if address not in found:
            found.append(address)
    return found
