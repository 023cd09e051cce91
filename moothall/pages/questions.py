"""Turns the questions of an act into form fields, and what came back into answers.

The questions are the procedure's (or, for facts, the protocol's) own. Nothing is checked here that
the engine checks: it says what is wrong, and the form shows it beside the question.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from moothall.cases import effects
from moothall.cases.adoption import editions_of
from moothall.cases.models import Registered
from moothall.cases.procedure import Act, Field, Procedure
from moothall.pages.visit import Visit
from moothall.people.models import Area, Organization, Person
from moothall.people.roles import holders, in_force
from moothall.protocol.phrases import capital

MOST_BOXES = 40
_ASIDE = ("person", "people", "case", "entry")  # where optional


@dataclass(frozen=True, slots=True)
class Question:
    """One question as the form shows it."""

    name: str
    widget: str  # line, number, text, yes_no, radios, select, boxes, date, file
    question: str
    hint: str
    required: bool
    value: Any
    error: str
    choices: tuple[tuple[str, str], ...] = ()
    parts: tuple[str, str, str] = ("", "", "")  # day, month, year of a date
    aside: bool = False  # rarely needed: folded away

    @property
    def first_id(self) -> str:
        """The id that an error links to."""
        return f"{self.name}-day" if self.widget == "date" else self.name

    @property
    def chosen(self) -> frozenset[str]:
        """The values that are ticked."""
        return frozenset(self.value if isinstance(self.value, list | tuple) else [self.value])


def answers_from(
    procedure: Procedure, act: Act, posted: QueryDict, *, extra: Iterable[str] = ()
) -> dict[str, object]:
    """What was posted, by field, for the engine to read. Fields left empty are left out."""
    found: dict[str, object] = {}
    for name in act.asked:
        given = _posted(procedure.fields[name], posted)
        if given not in ("", [], None):
            found[name] = given
    for fact in extra:
        given = str(posted.get(fact, "")).strip()
        if given:
            found[fact] = given
    return found


def _posted(field: Field, posted: QueryDict) -> object:
    if field.type == "date":
        parts = [
            posted.get(f"{field.name}-{part}", "").strip() for part in ("year", "month", "day")
        ]
        if not any(parts):
            return ""
        year, month, day = parts
        return f"{year}-{month.zfill(2)}-{day.zfill(2)}"
    if field.type in ("people", "areas"):
        return [one for one in posted.getlist(field.name) if one]
    return posted.get(field.name, "").strip()


def questions(
    visit: Visit,
    procedure: Procedure,
    act: Act,
    *,
    posted: QueryDict | None = None,
    problems: Mapping[str, str] | None = None,
) -> list[Question]:
    """The questions of an act in order, then what the protocol asks beyond them."""
    problems = problems or {}
    asked = [
        _question(
            visit, procedure, procedure.fields[ask.field], ask.required, posted, problems, act
        )
        for ask in act.asks
        if ask.required or ask.field in problems or _matters(visit, procedure, ask.field)
    ]
    beyond = [name for name in problems if name not in act.asked and name != "departure"]
    return [*asked, *(_fact(visit, name, posted, problems[name]) for name in beyond)]


def _matters(visit: Visit, procedure: Procedure, name: str) -> bool:
    """Whether an optional question makes a difference here: to this protocol, or to lists."""
    field = procedure.fields[name]
    if field.type == "entry" and not _entries(visit, field):
        return False
    if not field.fact or name in procedure.shows.values():
        return True
    needs = {need for rule in visit.protocol.rules for need in rule.needs}
    tests = {
        test.fact
        for rule in visit.protocol.rules
        for condition in (rule.when, rule.unless)
        for alternative in condition
        for test in alternative
    }
    return field.fact in needs | tests


def _question(
    visit: Visit,
    procedure: Procedure,
    field: Field,
    required: bool,
    posted: QueryDict | None,
    problems: Mapping[str, str],
    act: Act,
) -> Question:
    widget, choices = _widget(visit, field)
    usual: Any = ""
    if field.type == "choice" and field.name in act.sets:
        usual = effects.usual(visit.council, procedure, act, field.name)
    value: Any = usual if posted is None else posted.get(field.name, "")
    parts = ("", "", "")
    if widget == "boxes":
        value = [] if posted is None else posted.getlist(field.name)
    if widget == "date" and posted is not None:
        day, month, year = (
            posted.get(f"{field.name}-{one}", "") for one in ("day", "month", "year")
        )
        parts = (day, month, year)
    if not required and widget == "select":
        choices = (("", "Not said"), *choices)
    return Question(
        field.name,
        widget,
        visit.own_words(field.question if required else f"{field.question} (optional)"),
        field.hint,
        required,
        value,
        problems.get(field.name, ""),
        choices,
        parts,
        aside=not required and field.type in _ASIDE,
    )


def _fact(visit: Visit, name: str, posted: QueryDict | None, problem: str) -> Question:
    """A question of the protocol's own, asked because it matters now."""
    term = visit.protocol.vocabulary.facts.get(name)
    value = "" if posted is None else posted.get(name, "")
    if term is None:
        return Question(name, "text", problem, "", True, value, problem)
    widget = {"bool": "yes_no", "choice": "radios", "text": "text"}.get(term.type, "line")
    return Question(name, widget, term.question, "", True, value, problem, tuple(term.of.items()))


def _widget(visit: Visit, field: Field) -> tuple[str, tuple[tuple[str, str], ...]]:
    if field.type == "choice":
        labels = {value: visit.own_words(label) for value, label in field.choices.items()}
        return "radios", tuple((value, capital(label)) for value, label in labels.items())
    if field.type == "bool":
        return "yes_no", ()
    if field.type == "person":
        return "select", people_to_choose(visit, field)
    if field.type == "people":
        people = people_to_choose(visit, field)
        return ("boxes", people) if len(people) <= MOST_BOXES else ("line", ())
    if field.type == "area":
        areas = Area.objects.filter(council=visit.council)
        return "select", tuple((area.slug, area.name) for area in areas)
    if field.type == "areas":
        wards = Area.objects.filter(in_force(visit.on), council=visit.council)
        return "boxes", tuple((area.slug, area.name) for area in wards)
    if field.type == "organization":
        sorts = list(field.of) or ["department"]
        found = Organization.objects.filter(council=visit.council, classification__in=sorts)
        return "select", tuple((one.slug, one.name) for one in found.order_by("name"))
    if field.type == "edition":
        return "select", tuple((one, one) for one in editions_of(visit.council))
    if field.type == "entry":
        return "select", _entries(visit, field)
    return {"text": "text", "date": "date"}.get(field.type, "line"), ()


def people_to_choose(visit: Visit, field: Field) -> tuple[tuple[str, str], ...]:
    """Whoever may be named in a field today: slug, and name with post."""
    found: dict[int, Person] = {}
    for role in field.of or ("councillor", "officer"):
        for person in holders(visit.council, role, on=visit.on):
            found[person.pk] = person
    ordered = sorted(found.values(), key=lambda person: person.sort_name)
    posts = _posts(ordered)
    return tuple((person.slug, f"{person.name}{posts.get(person.pk, '')}") for person in ordered)


def _posts(people: list[Person]) -> dict[int, str]:
    """`, Street lighting engineer` behind a name."""
    rows = Person.objects.filter(
        pk__in=[person.pk for person in people], memberships__post__isnull=False
    ).values_list("pk", "memberships__post__label")
    found: dict[int, str] = {}
    for number, label in rows:
        found.setdefault(number, f", {label}")
    return found


def _entries(visit: Visit, field: Field) -> tuple[tuple[str, str], ...]:
    live = Registered.objects.filter(council=visit.council, register__in=list(field.of))
    rows = live.filter(start_date__lte=visit.on).select_related("case", "person")
    return tuple(
        (row.case.reference, f"{row.person.name if row.person else ''}: {row.what}")
        for row in rows
        if row.end_date is None or row.end_date >= visit.on
    )


def said(question: Question) -> str:
    """The answer in words, for a page that shows it once more."""
    if question.widget == "date":
        return "/".join(part for part in question.parts if part)
    if question.widget == "yes_no":
        return {"yes": "Yes", "no": "No"}.get(question.value, "")
    if question.choices:
        return ", ".join(
            label for value, label in question.choices if value in question.chosen and value
        )
    return str(question.value or "")
