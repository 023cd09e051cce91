"""Departments, committees, groups and wards: added, renamed, ended; what would be left is said."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpResponse

from moothall.cases.models import Case
from moothall.cases.visibility import named_to
from moothall.pages.settings.page import (
    Cell,
    Link,
    Table,
    finish,
    form_of,
    found,
    show,
    slug_choices,
)
from moothall.pages.visit import Visit
from moothall.people import bodies as rules
from moothall.people.models import Area, Organization
from moothall.people.roles import ward_councillors
from moothall.worktime.words import plain_date

BODIES = ("Departments, committees and groups", "settings-bodies", ())
KINDS = {value: label.capitalize() for value, label in Organization.Classification.choices}
NOWHERE = "None"


def bodies(visit: Visit) -> HttpResponse:
    """Every body by its kind; those that are over at the end."""
    rows = list(Organization.objects.filter(council=visit.council).select_related("parent"))
    tables = [
        Table(f"{label}", ("Name", "Part of", "Until"), _rows(visit, rows, kind))
        for kind, label in KINDS.items()
        if any(one.classification == kind for one in rows)
    ]
    links = (Link("Add one", visit.address("settings-body-new")),)
    words = () if rows else ("There is none yet.",)
    return show(visit, BODIES[0], lead=words, tables=tables, links=links)


def _rows(visit: Visit, rows: list[Organization], kind: str) -> list[tuple[Cell, str, str]]:
    return [
        (
            Cell(one.name, visit.address("settings-body", one.slug)),
            one.parent.name if one.parent else "",
            f"Until {plain_date(one.end_date)}" if one.end_date else "Goes on",
        )
        for one in rows
        if one.classification == kind
    ]


def body_new(visit: Visit) -> HttpResponse:
    """A new body."""
    form = form_of(visit)
    name = form.line("name", "Name", needed="Enter the name")
    kind = form.choice("classification", "What is it?", KINDS, needed="Choose what it is")
    parent = form.choice("parent", "Part of", _parents(visit), empty=NOWHERE)
    start = form.day("start", "First day (optional)")

    def add() -> None:
        rules.add_body(
            visit.changing,
            name=name,
            classification=kind,
            parent=_body(visit, parent),
            start=start,
        )

    if form.done(add):
        return finish(visit, f"{name} is added.", "settings-bodies")
    return show(visit, "Add a body", back=BODIES, form=form, button="Add it")


def body(visit: Visit, slug: str) -> HttpResponse:
    """One body: its name and what it is part of."""
    one = found(Organization.objects.select_related("parent"), visit, slug=slug)
    form = form_of(visit, name=one.name, parent=one.parent.slug if one.parent else "")
    name = form.line("name", "Name", needed="Enter the name")
    parent = form.choice("parent", "Part of", _parents(visit, but=one), empty=NOWHERE)

    def change() -> None:
        rules.change_body(visit.changing, one, name=name, parent=_body(visit, parent))

    if form.done(change):
        return finish(visit, "Saved.", "settings-body", slug)
    lead = [KINDS[one.classification] + "."]
    if one.end_date:
        lead.append(f"Ends on {plain_date(one.end_date)}.")
    members = f"{visit.address('settings-people')}?place=body-{slug}"
    links = (
        Link("Who belongs to it", members),
        Link("End it", visit.address("settings-body-end", slug)),
    )
    title = Organization.objects.get(pk=one.pk).name
    return show(visit, title, back=BODIES, lead=lead, form=form, links=links)


def body_end(visit: Visit, slug: str) -> HttpResponse:
    """It ends on a day, unless something would be left in it."""
    one = found(Organization.objects.all(), visit, slug=slug)
    cases = named_to(visit.by, on=visit.on).filter(ended=False, sheet__service=one.pk)
    return _end(visit, one, cases=_references(cases), back=(one.name, "settings-body", (slug,)))


def areas(visit: Visit) -> HttpResponse:
    """Every ward or division with its councillors."""
    rows = [
        (
            Cell(
                one.name,
                visit.address("settings-area", one.slug),
                f"until {plain_date(one.end_date)}" if one.end_date else "",
            ),
            ", ".join(who.name for who in ward_councillors(one, on=visit.on))
            or Cell("", tag="Vacant" if not one.end_date or one.end_date >= visit.on else "Over"),
        )
        for one in Area.objects.filter(council=visit.council)
    ]
    word = visit.council.area_word
    links = (Link(f"Add a {word}", visit.address("settings-area-new")),)
    title = f"{word.capitalize()}s"
    table = Table(
        title, (word.capitalize(), "Councillors"), rows, "There is none yet.", hidden=True
    )
    return show(visit, title, tables=(table,), links=links)


def area_new(visit: Visit) -> HttpResponse:
    """A new ward, with the post that its councillors share."""
    form = form_of(visit)
    name = form.line("name", "Name", needed="Enter the name")
    start = form.day("start", "First day (optional)")
    if form.done(lambda: rules.add_area(visit.changing, name=name, start=start)):
        return finish(visit, f"{name} is added, with a post for its councillors.", "settings-areas")
    title = f"Add a {visit.council.area_word}"
    return show(visit, title, back=_areas(visit), form=form, button="Add it")


def area(visit: Visit, slug: str) -> HttpResponse:
    """One ward: its name."""
    one = found(Area.objects.all(), visit, slug=slug)
    form = form_of(visit, name=one.name)
    name = form.line("name", "Name", needed="Enter the name")
    if form.done(lambda: rules.rename_area(visit.changing, one, name=name)):
        return finish(visit, "Saved.", "settings-area", slug)
    lead = (f"Ends on {plain_date(one.end_date)}.",) if one.end_date else ()
    links = (Link("End it", visit.address("settings-area-end", slug)),)
    title = Area.objects.get(pk=one.pk).name
    return show(visit, title, back=_areas(visit), lead=lead, form=form, links=links)


def area_end(visit: Visit, slug: str) -> HttpResponse:
    """It ends on a day, unless councillors or open cases would be left in it."""
    one = found(Area.objects.all(), visit, slug=slug)
    cases = named_to(visit.by, on=visit.on).filter(ended=False, area=one)
    return _end(visit, one, cases=_references(cases), back=(one.name, "settings-area", (slug,)))


def _references(cases: QuerySet[Case]) -> list[str]:
    return list(cases.order_by("pk").values_list("reference", flat=True))


def _end(
    visit: Visit,
    one: rules.Body,
    *,
    cases: list[str],
    back: tuple[str, str, tuple[str]],
) -> HttpResponse:
    form = form_of(visit, last=one.end_date)
    last = form.day("last", "Last day", needed="Enter the last day")

    def stop() -> None:
        assert last is not None
        rules.end_body(visit.changing, one, last=last, open_cases=cases)

    if form.done(stop):
        assert last is not None
        return finish(visit, f"{one.name} ends on {plain_date(last)}.", back[1], *back[2])
    lead = (
        "It stays in what has happened. Nothing may be left in it after its last day but "
        "confidential cases, which stay with whoever has them and are not listed here.",
    )
    return show(
        visit, f"End {one.name}", back=back, lead=lead, form=form, button="End it", warning=True
    )


def _areas(visit: Visit) -> tuple[str, str, tuple[()]]:
    return f"{visit.council.area_word.capitalize()}s", "settings-areas", ()


def _parents(visit: Visit, *, but: Organization | None = None) -> dict[str, str]:
    rows = Organization.objects.filter(council=visit.council).exclude(end_date__lt=visit.on)
    return slug_choices(one for one in rows if one != but)


def _body(visit: Visit, slug: str) -> Organization | None:
    return Organization.objects.filter(council=visit.council, slug=slug).first()
