"""The directory: people and their posts, and wards with their councillors."""

from __future__ import annotations

from django.http import Http404, HttpResponse

from moothall.pages.handover import may_read
from moothall.pages.visit import Visit
from moothall.people.cover import is_away, on_duty
from moothall.people.models import Membership, Person
from moothall.people.roles import in_force, ward_councillors

LONGEST = 100


def people(visit: Visit) -> HttpResponse:
    """Everybody who holds a post today, by name; found by name, post or department."""
    text = visit.request.GET.get("text", "")[:LONGEST].strip()
    side = visit.request.GET.get("side", "")
    rows = _directory(visit)
    if text:
        rows = [row for row in rows if text.lower() in " ".join([row[0].name, *row[1]]).lower()]
    if side in ("councillor", "officer"):
        rows = [row for row in rows if side in row[2]]
    return visit.render("people.html", rows=rows, text=text, side=side)


def _directory(visit: Visit) -> list[tuple[Person, list[str], frozenset[str]]]:
    """Each person with their posts and bodies, and the sides they are on."""
    held = (
        Membership.objects.filter(in_force(visit.on), council=visit.council)
        .select_related("person", "post", "post__area", "organization", "post__organization")
        .order_by("person__sort_name", "pk")
    )
    found: dict[int, tuple[Person, list[str], set[str]]] = {}
    for one in held:
        _, words, kinds = found.setdefault(one.person_id, (one.person, [], set()))
        if one.post is not None:
            place = one.post.area or one.post.organization
            words.append(f"{one.post.label}{f' ({place})' if place else ''}")
            kinds.update(visit.protocol.kinds_of(one.post.role))
        elif one.organization is not None:
            words.append(one.organization.name)
    posted = [row for row in found.values() if row[2]]
    return [(person, words, frozenset(kinds)) for person, words, kinds in posted]


def person(visit: Visit, slug: str) -> HttpResponse:
    """One person: posts with their dates, how to reach them, who covers when they are away."""
    found = Person.objects.filter(council=visit.council, slug=slug).first()
    if found is None:
        raise Http404
    held = found.memberships.select_related("post", "post__area", "organization")
    away = is_away(found, on=visit.on)
    return visit.render(
        "person.html",
        person=found,
        held=list(held.order_by("-start_date")),
        contacts=list(found.contact_details.order_by("type")),
        away=away,
        cover=on_duty(found, on=visit.on) if away else None,
        hands_over=may_read(visit, found),
    )


def areas(visit: Visit) -> HttpResponse:
    """Wards or divisions with the councillors of today; a vacancy is said."""
    rows = [
        (area, ward_councillors(area, on=visit.on)) for area in visit.council.areas.order_by("name")
    ]
    return visit.render("areas.html", rows=rows)
