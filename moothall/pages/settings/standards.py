"""Service standards: the council's own promises, and how long an answered case stays open."""

from __future__ import annotations

from django.http import HttpResponse

from moothall.cases.escalating import ladder_of
from moothall.cases.standards import change_standards, standards
from moothall.pages.forms import Form
from moothall.pages.settings.page import Table, finish, form_of, show
from moothall.pages.visit import Visit
from moothall.protocol.phrases import capital

LEAD = (
    "A service standard is a promise of your own, beside the protocol. It is always shown as "
    "your service standard and never as a clause. Cases that are open keep the promise they "
    "began with.",
)


def service_standards(visit: Visit) -> HttpResponse:
    """A number for each act without one in the protocol; those of the protocol are only shown."""
    known = standards(visit.council)
    now = {one.act: one.days or "" for one in known}
    ladder = {f"told-{role}": after for role, after in visit.council.ladder.items()}
    form = form_of(visit, **now, **ladder, follow_up_days=visit.council.follow_up_days)
    wanted = {
        one.act: form.number(
            one.act,
            f"{capital(one.label)}, in working days (optional)",
            hint=f"Clause {one.clause} says only “{one.in_words}”" if one.in_words else "",
        )
        for one in known
        if not one.by_protocol
    }
    follow_up = form.number(
        "follow_up_days",
        "How many working days does an answered case stay open for follow-up?",
    )
    if form.sent and follow_up is None:
        form.errors.setdefault("follow_up_days", "Enter a whole number from 1 to 365")
    rungs = _ladder(form, ladder_of(visit.protocol))

    def change() -> None:
        changing = visit.changing
        change_standards(changing, wanted, follow_up_days=follow_up or 1)
        changing.change(changing.council, ladder={role: n for role, n in rungs.items() if n})

    if form.done(change):
        return finish(visit, "Saved. It holds for what begins from now on.", "settings-standards")
    rows = [
        (capital(one.label), one.by_protocol, f"Clause {one.clause}")
        for one in known
        if one.by_protocol
    ]
    tables = (Table("What your protocol promises already", ("Act", "Within", "Why"), rows),)
    return show(visit, "Service standards", lead=LEAD, tables=tables if rows else (), form=form)


def _ladder(form: Form, roles: dict[str, str]) -> dict[str, int | None]:
    """After how many working days somebody above is told that a promise was not kept."""
    return {
        role: form.number(
            f"told-{role}",
            f"When is {words} told of a missed day, in working days after it? (optional)",
            hint="Your own rule, and no clause. Leave it open and they are not told",
        )
        for role, words in roles.items()
    }
