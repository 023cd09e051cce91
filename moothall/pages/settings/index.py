"""Settings: what there is to keep true, each with where it stands today."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpResponse
from django.urls import NoReverseMatch

from moothall.pages.settings.page import DONE
from moothall.pages.settings.sections import PARTS, Part
from moothall.pages.visit import Visit
from moothall.people.cover import DESKS
from moothall.people.directory import directory_of
from moothall.people.posts import unheld
from moothall.people.roles import current, holders, posts_of

_STATUTORY = ("monitoring_officer", "chief_finance_officer", "head_of_paid_service")


def settings(visit: Visit) -> HttpResponse:
    """The index, in the order in which a new council meets it; and what is wanting."""
    parts = [(part.heading, list(_lines(visit, part))) for part in PARTS]
    return visit.render(
        "settings/index.html",
        parts=[(heading, lines) for heading, lines in parts if lines],
        wanting=list(_wanting(visit)),
        done=visit.request.session.pop("done", {}).get(DONE, ""),
    )


def _lines(visit: Visit, part: Part) -> Iterator[tuple[str, str, str, str]]:
    """Address, label, hint and how things stand, of each section that has a page here."""
    stands = _stands(visit)
    for one in part.sections:
        try:
            address = visit.address(one.name)
        except NoReverseMatch:
            continue  # made elsewhere, and not in this installation
        label = visit.own_words(one.label).replace("Wards", f"{visit.council.area_word}s".title())
        yield address, label, one.hint, stands.get(one.name, "")


def _stands(visit: Visit) -> dict[str, str]:
    directory = directory_of(visit.council.pk)
    here = {one.person_id for one in current(directory.memberships, on=visit.on)}
    away = [one for rows in directory.absences.values() for one in current(rows, on=visit.on)]
    ahead = [day for day, _ in directory.closures if day >= visit.on]
    vacant = len(unheld(visit.council, on=visit.on))
    return {
        "settings-people": f"{len(here)} here today",
        "settings-posts": f"{vacant} vacant" if vacant else "All held",
        "settings-absences": f"{len(away)} away today" if away else "Nobody away today",
        "settings-closures": f"{len(ahead)} to come" if ahead else "None to come",
        "settings-standards": f"{len(visit.council.service_standards) or 'None'} set",
        "settings-mail": visit.council.address,
    }


def _wanting(visit: Visit) -> Iterator[str]:
    """What the council cannot do without, and has not."""
    if not any(holders(visit.council, role, on=visit.on) for role in DESKS):
        yield "Nobody holds a post of the hub or the Clerk: new enquiries would be nobody’s."
    for role in _STATUTORY:
        if posts_of(visit.council, role) and not holders(visit.council, role, on=visit.on):
            yield f"Nobody holds the post of the {visit.protocol.role_name(role)}."
    if not holders(visit.council, "councillor", on=visit.on):
        yield "There is no councillor yet."
