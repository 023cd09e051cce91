"""A change on a day as a page: asked, looked at step by step, confirmed as it was shown.

What changes is worked out in `moothall/people/turnover`, and carried from page to page in the form:
nothing is kept between. The pages themselves are in `turnover.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.http import HttpResponse

from moothall.pages.forms import Form
from moothall.pages.settings.page import Cell, Table, finish, show
from moothall.pages.visit import Visit
from moothall.people.confirming import ChangedMeanwhile
from moothall.people.turnover.plan import Plan, PlanRefused, apply_shown
from moothall.worktime.words import full_date

SORTS = {"ended": "Ends", "begun": "Begins", "moved": "Moves", "continuing": "Goes on as before"}
MEANWHILE = "Something has changed since this was shown, and nothing was done. Look at it again"


@dataclass(frozen=True, slots=True)
class DayChange:
    """What the page at an address asks, and what follows. `about` names the answer at fault."""

    address: str
    title: str
    about: str
    form: Form
    lead: Sequence[str]
    work_out: Callable[[], Plan]
    carried: Callable[[], dict[str, str]]  # the answers, to be confirmed with what was shown
    follows: Callable[[Plan], Sequence[str]] = lambda plan: ()  # said before it is confirmed
    tables: Callable[[Plan], Sequence[Table]] = field(default=lambda plan: ())


def page(visit: Visit, change: DayChange) -> HttpResponse:
    """The form, then what would change, then the settings with what was done."""
    if not change.form.sent or change.form.errors:
        return _ask(visit, change)
    digest = visit.request.POST.get("digest", "")
    if not digest:
        return _look(visit, change, change.work_out())
    try:
        plan = apply_shown(visit.changing, change.work_out, digest=digest)
    except ChangedMeanwhile as changed:
        return _look(visit, change, changed.now, problem=MEANWHILE)
    except PlanRefused as refused:
        change.form.errors[change.about] = str(refused)
        return _ask(visit, change)
    count = sum(step.do is not None for step in plan.steps)
    words = "1 change was made" if count == 1 else f"{count} changes were made"
    said = f"{change.title}: {words}, from {full_date(plan.on)}. The log of changes has all of it."
    return finish(visit, said, "settings")


def _ask(visit: Visit, change: DayChange) -> HttpResponse:
    button = "Show what would change"
    return show(visit, change.title, lead=change.lead, form=change.form, button=button)


def _look(visit: Visit, change: DayChange, plan: Plan, *, problem: str = "") -> HttpResponse:
    """Every step, or why there is none."""
    if plan.refused:
        change.form.errors[change.about] = plan.refused
        return _ask(visit, change)
    changes = any(step.do is not None for step in plan.steps)
    words = "Nothing has been changed yet." if changes else "That is so already: nothing changes."
    form = Form(None)
    if problem:
        form.errors["digest"] = problem
    return show(
        visit,
        f"{change.title}: what would change",
        back=(change.title, change.address, ()),
        lead=(f"From {full_date(plan.on)}. {words}", *change.follows(plan)),
        tables=(*_tables(plan), *change.tables(plan)),
        form=form if changes or problem else None,
        button="Make these changes",
        warning=True,
        hidden={name: [said] for name, said in {**change.carried(), "digest": plan.digest}.items()},
    )


def _tables(plan: Plan) -> list[Table]:
    """What to look at first, then by sort, each person, department or ward once."""
    tables = []
    if plan.warnings:
        tables.append(Table("Look at this first", ("What",), [(one,) for one in plan.warnings]))
    for sort, caption in SORTS.items():
        said: dict[tuple[str, str], list[str]] = {}
        for step in plan.of(sort):
            said.setdefault((step.about, step.name), []).append(step.words)
        rows = [(Cell(name), "; ".join(words)) for (_, name), words in said.items()]
        if rows:
            tables.append(Table(f"{caption}: {len(rows)}", ("Name", "What"), rows))
    return tables
