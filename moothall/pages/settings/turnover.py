"""What changes on a day: an election, a councillor's group, a department, the wards.

Each page asks; what follows is worked out in `moothall/people/turnover` and shown by `looking.py`.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from django.http import HttpResponse

from moothall.cases.visibility import named_to
from moothall.pages.forms import PARTS, Form, day_posted
from moothall.pages.settings.looking import DayChange, page
from moothall.pages.settings.page import Cell, Table, form_of
from moothall.pages.visit import Visit
from moothall.people.directory import directory_of
from moothall.people.models import Organization, Person
from moothall.people.roles import holders
from moothall.people.succession import with_below
from moothall.people.turnover.defection import plan_group
from moothall.people.turnover.election import plan_results
from moothall.people.turnover.plan import Plan, PlanRefused
from moothall.people.turnover.reorganising import plan_department, plan_wards, read_wards
from moothall.people.turnover.results import NOT_TEXT

LONGEST = 100_000  # characters; the largest council has fewer than 130 seats
NO_GROUP = "none"
OFFICE = (
    "They come into office, and those who retire go, on the fourth day after polling, or the next "
    "that is neither a Sunday nor a bank holiday (Local Government Act 1972, sections 7, 16 and "
    "243). Check the day for a by-election: whoever fills a casual vacancy need not wait for it."
)
SIGHT = (
    "From that day they no longer see what others had shared with the old group, and see what is "
    "shared with the new one. What they asked themselves or were named in they keep, and old "
    "matters stay with the group that they were shared with."
)


def election_night(visit: Visit) -> HttpResponse:
    """The results as a file or text: whose term ends, and who comes."""
    form = form_of(visit)
    polling = form.day("polling", "Polling day", needed="Enter the polling day")
    hint = (
        "Its first line is: ward,name,group,email. A column “replaces” says whom somebody succeeds"
    )
    file = form.upload("file", "The results as a CSV file", hint=hint)
    pasted = form.text("results", "Or paste them here", longest=LONGEST)
    text = pasted
    if form.sent and file is not None and pasted:
        form.errors["results"] = "Choose a file or paste the results, not both"
    elif form.sent and file is not None:
        if file.size is not None and file.size > LONGEST:
            form.errors["file"] = "The file is too large to be one of results"
        else:
            text = _decoded(form, file.read())
    elif form.sent and not pasted:
        form.errors["file"] = "Choose a file, or paste the results"

    def work_out() -> Plan:
        assert polling is not None
        return plan_results(visit.council, text, polling_day=polling)

    change = DayChange(
        "settings-election-night",
        "Election night",
        "results" if pasted else "file",
        form,
        (f"A line for each who was elected. {visit.council.area_word.capitalize()}s that are not "
         "in it stay as they are.",),
        work_out,
        lambda: {**_day("polling", polling), "results": text},
        lambda plan: (OFFICE,),
    )  # fmt: skip
    return page(visit, change)


def _decoded(form: Form, sent: bytes) -> str:
    try:
        return sent.decode("utf-8-sig")
    except UnicodeDecodeError:
        form.errors["file"] = f"{NOT_TEXT} Save it as “CSV UTF-8”"
        return ""


def change_group(visit: Visit) -> HttpResponse:
    """A councillor, another group or none, and from which day."""
    councillors = _councillors(visit)
    groups = _bodies(visit, Organization.Classification.GROUP)
    form = form_of(visit)
    names = {slug: one.name for slug, one in councillors.items()}
    who = form.choice("person", "Which councillor?", names, needed="Choose the councillor")
    to = form.choice(
        "group",
        "Which group do they belong to from then on?",
        {**{slug: one.name for slug, one in groups.items()}, NO_GROUP: "No group"},
        widget="radios",
        needed="Choose the group, or no group",
    )
    on = form.day("start", "From which day?", needed="Enter the day")

    def work_out() -> Plan:
        assert on is not None
        return plan_group(councillors[who], groups.get(to), on=on)

    change = DayChange(
        "settings-change-group",
        "Change of group",
        "group",
        form,
        ("Whatever they are in the old group ends on the day before.",),
        work_out,
        lambda: {**_day("start", on), "person": who, "group": to},
        lambda plan: (SIGHT,),
    )
    return page(visit, change)


def _councillors(visit: Visit) -> dict[str, Person]:
    """The councillors of today, of every later day, and of the day that was sent, by slug."""
    days = {visit.on, *(one for one in _first_days(visit) if one > visit.on)}
    with suppress(ValueError):
        days |= {day_posted(visit.request.POST, "start") or visit.on}
    found = {one for on in days for one in holders(visit.council, "councillor", on=on)}
    return {one.slug: one for one in sorted(found, key=lambda one: (one.sort_name, one.pk))}


def _first_days(visit: Visit) -> set[date]:
    """The days on which somebody takes up a post."""
    rows = directory_of(visit.council.pk).memberships
    return {one.start_date for one in rows if one.post and one.start_date}


def reorganise(visit: Visit) -> HttpResponse:
    """A department that ends, its successor, and from which day."""
    departments = _bodies(visit, Organization.Classification.DEPARTMENT)
    form = form_of(visit)
    names = {slug: one.name for slug, one in departments.items()}
    old = form.choice("old", "Which department ends?", names, needed="Choose which ends")
    into = form.choice("into", "What becomes of it?", names, needed="Choose its successor")
    on = form.day("start", "Part of it from which day?", needed="Enter the day")

    def work_out() -> Plan:
        assert on is not None
        return plan_department(departments[old], departments[into], on=on)

    change = DayChange(
        "settings-reorganise",
        "Reorganisation",
        "into",
        form,
        ("Its posts, the departments below it and the cases for its service belong to the "
         "successor from that day on; nobody’s line of management changes by it.",),
        work_out,
        lambda: {**_day("start", on), "old": old, "into": into},
        lambda plan: ("Confidential cases that you may not see are not listed, and move like the "
                      "rest.",),
        lambda plan: (_moving_cases(visit, departments[old]),),
    )  # fmt: skip
    return page(visit, change)


def _moving_cases(visit: Visit, department: Organization) -> Table:
    """References only: an administrator does not see what cases are about.

    Of confidential ones not even that: nobody beside them is told that there is one. With a
    department go those below it, and so do theirs.
    """
    cases = named_to(visit.by, on=visit.on).filter(ended=False)
    moving = cases.filter(sheet__service__in=sorted(with_below(department)))
    found = moving.order_by("pk").values_list("reference", flat=True)
    rows = [(Cell(one, whole=True),) for one in found]
    caption = f"Open cases for its service: {len(rows)}"
    return Table(caption, ("Case",), rows, "No open case is for its service.")


def new_wards(visit: Visit) -> HttpResponse:
    """Which wards become which, and from which day."""
    word = visit.council.area_word
    form = form_of(visit)
    said = form.text(
        "became",
        f"Which {word}s become which?",
        hint=f"A line for each old {word}: Old name = New name, Another new name",
        needed="Say which become which",
    )
    on = form.day("start", "From which day?", needed="Enter the day")

    def work_out() -> Plan:
        assert on is not None
        try:
            became = read_wards(visit.council, (one for one in said.splitlines() if one.strip()))
        except PlanRefused as refused:
            return Plan(on, refused=str(refused))
        return plan_wards(visit.council, became, on=on, seats={})

    change = DayChange(
        "settings-new-wards",
        "New boundaries",
        "became",
        form,
        ("Do this before the election that fills the new ones, with the day on which those elected "
         "come into office.",),
        work_out,
        lambda: {**_day("start", on), "became": said},
        lambda plan: (f"Cases keep the {word} they began in; its councillors are then those of "
                      f"what took it in. Councillors of a {word} that ends stay until the election "
                      "that fills the new ones.",),
    )  # fmt: skip
    return page(visit, change)


def _bodies(visit: Visit, kind: str) -> dict[str, Organization]:
    """Those of a kind that have not ended, by slug."""
    return {
        one.slug: one
        for one in directory_of(visit.council.pk).organizations.values()
        if one.classification == kind and (one.end_date is None or one.end_date >= visit.on)
    }


def _day(name: str, day: date | None) -> dict[str, str]:
    """A day as the three fields of a form."""
    parts = (day.day, day.month, day.year) if day else ("", "", "")
    return {f"{name}-{part}": str(said) for part, said in zip(PARTS, parts, strict=True)}
