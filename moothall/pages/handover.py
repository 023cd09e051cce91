"""What somebody hands over, as a page to print: their own, or somebody else's for the hub.

What stands in it is `moothall/cases/handover.py`, which shows whoever asks only what they may see.
"""

from __future__ import annotations

from django.http import Http404, HttpResponse

from moothall.cases.handover import pack
from moothall.pages.visit import Visit
from moothall.people.models import Person


def may_read(visit: Visit, person: Person) -> bool:
    """Whether the page is there for the visitor: the person themselves, the hub and the Clerk.

    An administrator sees no content of cases, so that theirs would be empty, and untrue.
    """
    return person == visit.person or visit.is_hub


def handover(visit: Visit, slug: str) -> HttpResponse:
    """Open cases, clocks, and where each goes. Raises Http404."""
    person = Person.objects.filter(council=visit.council, slug=slug).first()
    if person is None:
        raise Http404
    if not may_read(visit, person):
        return visit.render("not_yours.html", status=403)
    found = pack(person, by=visit.by, on=visit.on)
    return visit.render("handover.html", person=person, pack=found)
