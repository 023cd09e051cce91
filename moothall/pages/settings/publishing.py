"""Registers that anybody may read: each a choice of the council's, and none until it chooses."""

from __future__ import annotations

from django.http import HttpResponse

from moothall.cases.registers import entries
from moothall.pages.settings.page import Link, finish, form_of, show
from moothall.pages.visit import Visit
from moothall.people.models import Council

PUBLISHED, KEPT = "published", "kept"


def publishing(visit: Visit) -> HttpResponse:
    """One question for each register of what runs here, but for those behind a wall."""
    council = Council.objects.get(pk=visit.council.pk)
    offered = {n: one for n, one in entries.running(council).items() if not one.walled}
    now = {name: PUBLISHED if name in council.public_registers else KEPT for name in offered}
    form = form_of(visit, **now)
    wanted = {
        name: form.choice(
            name,
            one.plural,
            {KEPT: "Not published", PUBLISHED: "Published: anybody can read it"},
            hint=f"It states: {', '.join(entries.heads(one)).lower()}",
            widget="radios",
            needed="Choose one",
        )
        for name, one in offered.items()
    }

    def change() -> None:
        others = [name for name in council.public_registers if name not in offered]
        chosen = [name for name, said in wanted.items() if said == PUBLISHED]
        visit.changing.change(visit.changing.council, public_registers=sorted([*others, *chosen]))

    if form.done(change):
        return finish(visit, "Saved.", "settings-publishing")
    lead = (
        "A published register is on a page that needs no sign-in, with people’s names, as it "
        "stands today. It shows nobody’s address or telephone number, and nothing that is "
        "confidential. Check first that you may publish what it states.",
    )
    links = [Link("See what is published", visit.address("published"))]
    return show(visit, "Published registers", lead=lead, form=form, links=links)
