"""Kinds of business: which run at this council, and which it has switched on or off itself."""

from __future__ import annotations

from django.http import HttpResponse

from moothall.cases.possible import is_on
from moothall.cases.procedures import load
from moothall.pages.settings.page import finish, form_of, show
from moothall.pages.visit import Visit
from moothall.people.models import Council

AS_PROTOCOL, ON, OFF = "protocol", "on", "off"


def kinds(visit: Visit) -> HttpResponse:
    """One question for each kind; what is open goes on, whatever is answered."""
    council = Council.objects.get(pk=visit.council.pk)
    said = {True: ON, False: OFF}
    now = {kind: said.get(council.switched.get(kind), AS_PROTOCOL) for kind in load()}
    form = form_of(visit, **now)
    unswitched = Council(protocol=council.protocol, switched={})
    wanted = {}
    for kind, procedure in load().items():
        usual = "on" if is_on(unswitched, procedure) else "off"
        wanted[kind] = form.choice(
            kind,
            procedure.plural,
            {AS_PROTOCOL: f"As the protocol has it ({usual})", ON: "On", OFF: "Off"},
            widget="radios",
            needed="Choose one",
        )

    def change() -> None:
        changing = visit.changing
        kept = {kind: said == ON for kind, said in wanted.items() if said != AS_PROTOCOL}
        others = {kind: on for kind, on in council.switched.items() if kind not in wanted}
        changing.change(changing.council, switched={**others, **kept})

    if form.done(change):
        return finish(visit, "Saved.", "settings-kinds")
    lead = (
        "A kind that your protocol speaks of is on. Switched off, nothing new of it begins; what "
        "is open goes on to its end.",
    )
    return show(visit, "Kinds of business", lead=lead, form=form)
