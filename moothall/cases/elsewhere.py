"""What a case says of other cases: named to whoever may see those too, and to nobody else.

A reference tells that there is such a case, and in a short list it tells whose.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from moothall.cases import visibility
from moothall.cases.doing import Doing
from moothall.cases.models import Event
from moothall.people.models import Person

ANOTHER = "another case"
Veil = Callable[[str], str]


def veil(doing: Doing, events: list[Event], person: Person | None) -> Veil:
    """A function that takes the references out of a text which are not for this person."""
    hidden = _mentioned(doing, events) if person is not None else set()
    if person is not None and hidden:
        seen = visibility.cases_for(person, on=doing.on).filter(reference__in=hidden)
        hidden -= set(seen.values_list("reference", flat=True))
    if not hidden:
        return lambda text: text
    named = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(hidden)))})\b(?!\d)")
    return lambda text: named.sub(ANOTHER, text)


def _mentioned(doing: Doing, events: list[Event]) -> set[str]:
    """The references of other cases among what was said with these events."""
    types = {name: field.type for name, field in doing.procedure.fields.items()}
    return {
        str(one.value)
        for event in events
        for one in event.said.all()
        if types.get(one.field) == "case" and one.value
    }
