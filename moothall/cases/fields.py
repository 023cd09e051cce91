"""The types of field: how an answer is read, kept and written.

An answer is kept as JSON: a person, organization or area by its number, a date as ISO text, a case
or register entry by its reference. Who may be chosen at all is looked up in `people`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from moothall.cases import adoption
from moothall.cases.models import Case
from moothall.cases.procedure import Field
from moothall.people.directory import directory_of
from moothall.people.directory_reading import Directory
from moothall.people.models import Area, Council, Organization, Person

LONGEST_LINE = 300
LONGEST_TEXT = 100_000
LONGEST_NUMBER = 18  # digits: more than any row or letter has
# No database keeps these: control signs, and halves of characters from bytes that were no text.
_ILLEGIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_YES = ("yes", "true", "on", "1")
_NO = ("no", "false", "off", "0", "")


class Unreadable(ValueError):
    """An answer that does not fit its field; the text says what would."""


def read(field: Field, answer: object, *, council: Council) -> Any:
    """The answer as JSON, or None where nothing was answered. Raises Unreadable."""
    if answer is None or (isinstance(answer, (str, list, tuple)) and not answer):
        return None
    return _READERS[field.type](field, answer, council)


def legible(text: object, *, instead: str = "") -> str:
    """Text without the signs that nobody can read and no database keeps."""
    return _ILLEGIBLE.sub(instead, str(text))


def number(text: str) -> int | None:
    """The whole number that is written there in plain digits, or None."""
    short = len(text) <= LONGEST_NUMBER
    return int(text) if short and text.isascii() and text.isdigit() else None


def write(field: Field, value: Any, *, directory: Directory) -> str:
    """A kept answer in words; people and places by name. Empty where there is none."""
    if value is None or value == []:
        return ""
    if field.type == "choice":
        return field.choices.get(value, str(value))
    if field.type == "bool":
        return "Yes" if value else "No"
    if field.type == "date":
        return in_words(date.fromisoformat(value))
    if field.type in ("person", "people"):
        return names(value if isinstance(value, list) else [value], directory=directory)
    if field.type == "organization":
        return directory.organizations[value].name
    if field.type in ("area", "areas"):
        wards = value if isinstance(value, list) else [value]
        return listed([directory.areas[one].name for one in wards])
    return str(value)


def names(people: list[int], *, directory: Directory) -> str:
    """The names of people by number, as a list in words, in the given order."""
    found = directory.people
    return listed([found[one].name for one in people if one in found])


def listed(items: list[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def in_words(day: date) -> str:
    """`Wednesday 6 January 2027`."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def _line(field: Field, answer: object, council: Council) -> str | None:
    text = " ".join(legible(answer, instead=" ").split())
    if len(text) > LONGEST_LINE:
        raise Unreadable(f"{field.label} must be {LONGEST_LINE} characters or fewer.")
    return text or None


def _text(field: Field, answer: object, council: Council) -> str | None:
    text = legible(answer).replace("\r\n", "\n").strip()
    if len(text) > LONGEST_TEXT:
        raise Unreadable(f"{field.label} must be {LONGEST_TEXT:,} characters or fewer.")
    return text or None


def _bool(field: Field, answer: object, council: Council) -> bool:
    if isinstance(answer, bool):
        return answer
    text = str(answer).strip().lower()
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise Unreadable(f"Answer yes or no: {field.question}")


def _number(field: Field, answer: object, council: Council) -> int:
    text = str(answer).strip()
    found = number(text.removeprefix("-"))
    if found is None or isinstance(answer, bool):
        raise Unreadable(f"{field.label} must be a whole number.")
    return -found if text.startswith("-") else found


def _date(field: Field, answer: object, council: Council) -> str:
    if isinstance(answer, datetime):
        return answer.date().isoformat()
    if isinstance(answer, date):
        return answer.isoformat()
    try:
        return date.fromisoformat(str(answer).strip()).isoformat()
    except ValueError:
        raise Unreadable(f"{field.label} must be a real date, such as 2027-01-06.") from None


def _choice(field: Field, answer: object, council: Council) -> str:
    text = str(answer).strip()
    if text not in field.choices:
        raise Unreadable(f"{field.label} must be one of: {', '.join(field.choices)}.")
    return text


def _person(field: Field, answer: object, council: Council) -> int | None:
    if isinstance(answer, Person):
        found = answer if answer.council_id == council.pk else None
    elif isinstance(answer, int) and not isinstance(answer, bool):
        found = directory_of(council.pk).people.get(answer)
    else:
        found = person_named(council, str(answer))
    if found is None:
        raise Unreadable(f"{field.label}: nobody here is called “{legible(answer)}”.")
    return found.pk


def person_named(council: Council, name: str) -> Person | None:
    """The person of this slug, number or e-mail address, or None."""
    directory, name = directory_of(council.pk), legible(name).strip()
    if (found := number(name)) is not None:
        return directory.people.get(found)
    return directory.addresses.get(name.lower()) if "@" in name else directory.slugs.get(name)


def _people(field: Field, answer: object, council: Council) -> list[int] | None:
    if isinstance(answer, str):
        answer = [one.strip() for one in answer.split(",") if one.strip()]
    if not isinstance(answer, (list, tuple, set, frozenset)):
        answer = [answer]
    found = [_person(field, one, council) for one in answer]
    return list(dict.fromkeys(one for one in found if one is not None)) or None


def _organization(field: Field, answer: object, council: Council) -> int | None:
    bodies = directory_of(council.pk).organizations
    of = field.of or Organization.Classification.values
    return _placed(field, answer, {n: one for n, one in bodies.items() if one.classification in of})


def _area(field: Field, answer: object, council: Council) -> int:
    return _placed(field, answer, directory_of(council.pk).areas)


def _areas(field: Field, answer: object, council: Council) -> list[int] | None:
    if isinstance(answer, str):
        answer = [one.strip() for one in answer.split(",") if one.strip()]
    wards = answer if isinstance(answer, (list, tuple, set, frozenset)) else [answer]
    return list(dict.fromkeys(_area(field, one, council) for one in wards)) or None


def _placed(
    field: Field, answer: object, places: Mapping[int, Organization] | Mapping[int, Area]
) -> int:
    if isinstance(answer, (Organization, Area)):
        answer = answer.pk
    text = legible(answer).strip()
    row = number(text)
    for found, place in places.items():
        if found == row or (row is None and place.slug == text):
            return found
    raise Unreadable(f"{field.label}: there is no “{text}” here.")


def _case(field: Field, answer: object, council: Council) -> str:
    text = answer.reference if isinstance(answer, Case) else legible(answer).strip().upper()
    kinds = list(field.of)
    if not Case.objects.filter(council=council, reference=text, kind__in=kinds).exists():
        raise Unreadable(f"{field.label}: there is no {text} here.")
    return text


def _entry(field: Field, answer: object, council: Council) -> str:
    text = answer.reference if isinstance(answer, Case) else legible(answer).strip().upper()
    live = Case.objects.filter(
        council=council, reference=text, registered__register__in=list(field.of)
    )
    if not live.exists():
        raise Unreadable(f"{field.label}: {text} is not in the register.")
    return text


def _edition(field: Field, answer: object, council: Council) -> str:
    try:
        return adoption.edition_named(council, legible(answer).strip())
    except adoption.NoSuchEdition as wrong:
        raise Unreadable(f"{field.label}: {wrong}") from None


_READERS: Mapping[str, Any] = {
    "line": _line,
    "text": _text,
    "bool": _bool,
    "number": _number,
    "date": _date,
    "choice": _choice,
    "person": _person,
    "people": _people,
    "organization": _organization,
    "area": _area,
    "areas": _areas,
    "case": _case,
    "entry": _entry,
    "edition": _edition,
}
