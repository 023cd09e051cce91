"""Who holds a role, for a ward, on a day: the look-up beside the directory.

The answer is `moothall/people/who.py`'s, with vacancies, cover, and who acts where nobody holds it.
"""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import urlencode

from moothall.pages.forms import Form
from moothall.pages.settings.page import Cell, Table, slug_choices
from moothall.pages.visit import Visit
from moothall.people.belonging import is_body
from moothall.people.models import Area
from moothall.people.who import SEATED, Answer, roles_to_ask, who
from moothall.worktime.words import plain_date

TITLE = "Who holds a role?"
# What people look for most: where to turn, and the statutory officers.
OFTEN = ("hub", "clerk", "leader", "chief_executive", "monitoring_officer", "chief_finance_officer")


def roles(visit: Visit) -> HttpResponse:
    """The question and, once a role is chosen, its answer."""
    known = roles_to_ask(visit.council)
    sent = visit.request.GET if "role" in visit.request.GET else None
    form = Form(sent, now={"day": visit.on})
    role = form.choice("role", "Role", known, needed="Choose a role")
    wards = {one.slug: one for one in visit.council.areas.order_by("name")}
    word = visit.council.area_word
    slug = form.choice(
        "ward",
        f"{word.capitalize()} (optional)",
        slug_choices(wards.values()),
        hint="For councillors only",
        empty=f"Every {word}",
    )
    on = form.day("day", "Day (optional)", hint="Today, if you leave this empty") or visit.on
    ward = wards.get(slug)
    if ward and role and not _is_of_wards(visit, role):
        form.errors["ward"] = f"That is the whole council’s: leave out the {word}"
    if sent is None or form.errors:
        often = [(known[one], _query(visit, one)) for one in OFTEN if one in known]
        status = 422 if form.errors else 200
        return visit.render("roles.html", form=form, title=TITLE, often=often, status=status)
    answer = who(visit.council, role, on=on, ward=ward)
    return visit.render(
        "roles.html",
        form=form,
        title=_title(known[role], answer.ward, plain_date(on)),
        answer=answer,
        instead=answer.fallback,
        tables=_tables(visit, answer),
    )


def _is_of_wards(visit: Visit, role: str) -> bool:
    """Whether it is held by councillors, who sit for wards."""
    if is_body(visit.council, role):
        return role == "council"
    return bool(visit.protocol.kinds_of(role) & set(SEATED))


def _query(visit: Visit, role: str) -> str:
    return f"{visit.address('roles')}?{urlencode({'role': role})}"


def _title(label: str, ward: Area | None, day: str) -> str:
    where = f" for {ward.name}" if ward else ""
    return f"{label[0].upper()}{label[1:]}{where} on {day}"


def _tables(visit: Visit, answer: Answer) -> list[Table]:
    held = [
        (
            Cell(
                one.person.name,
                visit.address("person", one.person.slug),
                f"Away that day; {one.cover.name} covers" if one.cover else "",
            ),
            one.post,
            Cell(
                f"From {plain_date(one.since)}" if one.since else "From an unknown day",
                hint=f"Until {plain_date(one.until)}" if one.until else "",
            ),
        )
        for one in answer.holders
    ]
    vacant = [
        (one.post, str(one.seats), plain_date(one.since) if one.since else "Not known")
        for one in answer.vacant
    ]
    tables = [Table("Who holds it", ("Name", "By what", "Since when"), held)] if held else []
    if vacant:
        tables.append(Table("Vacant", ("What", "How many", "Since when"), vacant))
    return tables
