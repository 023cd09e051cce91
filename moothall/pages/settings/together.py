"""The same for many people at once: what, for whom, a look at every difference, then all of it.

The rules and the rehearsal are in `moothall/people/together.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse

from moothall.pages.forms import Form
from moothall.pages.settings.finding import FILTERS, filters_of, matching
from moothall.pages.settings.page import Cell, Table, finish, show
from moothall.pages.visit import Visit
from moothall.people import together
from moothall.people.models import Membership, Organization, Person
from moothall.people.together import Outcome, Step

ACTIONS = {
    "end": "End what they hold",
    "join": "Add to a committee or group",
    "move": "Move to another department",
}
MOST = 2000
NAMED = 5
BACK = ("People", "settings-people", ())
EVERYTHING = "everything"


def many(visit: Visit) -> HttpResponse:
    """Asks what the chosen action needs, shows what would change, and does it."""
    posted = visit.request.POST
    action = posted.get("action", "")
    chosen = _chosen(visit)
    if visit.request.method != "POST" or not chosen or action not in ACTIONS:
        return finish(visit, "Tick people in the list, and choose what to do.", "settings-people")
    form = Form(posted if "ready" in posted else None, now={"start": visit.on})
    step = _step(visit, form, action)
    hidden = {"action": [action], "ready": ["yes"], **_carried(visit, chosen)}
    if step is None or form.errors:
        people = "1 person" if len(chosen) == 1 else f"{len(chosen)} people"
        lead = (f"For {people}. You will see what changes for each before anything is done.",)
        return show(
            visit,
            ACTIONS[action],
            back=BACK,
            lead=lead,
            form=form,
            button="Show what would change",
            hidden=hidden,
        )
    if not posted.get("confirm"):
        return _preview(visit, action, together.rehearse(visit.changing, chosen, step), hidden)
    done, outcomes = together.carry_out(
        visit.changing, chosen, step, expected=posted.get("confirm", "")
    )
    if not done:
        return _preview(visit, action, outcomes, hidden, changed=True)
    return finish(visit, _said(outcomes), "settings-people")


def _chosen(visit: Visit) -> list[Person]:
    """Those ticked, or everybody whom the list was narrowed to."""
    posted = visit.request.POST
    if posted.get("everybody") == "yes":
        return [row.person for row in matching(visit, filters_of(posted))][:MOST]
    slugs = posted.getlist("who")[:MOST]
    return list(Person.objects.filter(council=visit.council, slug__in=slugs))


def _carried(visit: Visit, chosen: Sequence[Person]) -> dict[str, list[str]]:
    """What tells the next page whom it is about; a form has room for a thousand names only."""
    posted = visit.request.POST
    if posted.get("everybody") == "yes":
        return {"everybody": ["yes"], **{name: [posted.get(name, "")] for name in FILTERS}}
    return {"who": [one.slug for one in chosen]}


def _step(visit: Visit, form: Form, action: str) -> Step | None:
    """What is to be done; None until everything that it needs is answered."""
    if action == "end":
        bodies = {EVERYTHING: "Everything they hold"} | _bodies(visit, department=False)
        which = form.choice("body", "What ends?", bodies, needed="Choose what ends")
        last = form.day("last", "Last day", needed="Enter the last day")
        if last is None or not which:
            return None
        return together.ending(last, body=_body(visit, which))
    department = action == "move"
    question = "Which department?" if department else "Which committee or group?"
    which = form.choice(
        "body", question, _bodies(visit, department=department), needed="Choose one"
    )
    if department:
        body = _body(visit, which)
        return together.moving(body) if body else None
    roles = {value or "member": label.capitalize() for value, label in Membership.Role.choices}
    role = form.choice("role", "As what?", roles)
    start = form.day("start", "First day", needed="Enter the first day")
    body = _body(visit, which)
    if body is None or start is None:
        return None
    return together.joining(body, start=start, role="" if role == "member" else role)


def _bodies(visit: Visit, *, department: bool) -> dict[str, str]:
    rows = Organization.objects.filter(council=visit.council).exclude(end_date__lt=visit.on)
    kind = Organization.Classification.DEPARTMENT
    rows = rows.filter(classification=kind) if department else rows.exclude(classification=kind)
    return {one.slug: one.name for one in rows}


def _body(visit: Visit, slug: str) -> Organization | None:
    return Organization.objects.filter(council=visit.council, slug=slug).first()


def _preview(
    visit: Visit,
    action: str,
    outcomes: Sequence[Outcome],
    hidden: dict[str, list[str]],
    *,
    changed: bool = False,
) -> HttpResponse:
    """Every person's difference, and whoever cannot be changed with the reason."""
    able = [one for one in outcomes if not one.refused]
    tables = []
    refused = [(_name(visit, one), one.refused) for one in outcomes if one.refused]
    if refused:
        tables.append(Table("These stay as they are", ("Person", "Why"), refused))
    rows = [(_name(visit, one), "; ".join(one.differences)) for one in able]
    tables.append(Table("What changes", ("Person", "Change"), rows, "Nothing can be changed."))
    posted = visit.request.POST
    kept = {name: posted.getlist(name) for name in posted if name.startswith(("body", "role"))}
    days = {name: posted.getlist(name) for name in posted if name.startswith(("last-", "start-"))}
    confirm = {"confirm": [together.signature(outcomes)]}
    words = "Nothing has been changed yet."
    if changed:
        words = (
            "Something has changed meanwhile, and nothing was done. This is how it would be now."
        )
    counted = f"{len(able)} can be changed, and {len(refused)} cannot: they come first below."
    return show(
        visit,
        f"{ACTIONS[action]}: look through it",
        back=BACK,
        lead=(words, counted) if refused else (words,),
        tables=tables,
        form=Form(None) if able else None,
        button=f"Change {len(able)} {'person' if len(able) == 1 else 'people'}",
        warning=True,
        hidden={**hidden, **kept, **days, **confirm},
    )


def _name(visit: Visit, one: Outcome) -> Cell:
    return Cell(one.person.name, visit.address("settings-person", one.person.slug))


def _said(outcomes: Sequence[Outcome]) -> str:
    able = sum(not one.refused for one in outcomes)
    left = [one.person.name for one in outcomes if one.refused]
    words = f"{able} {'person was' if able == 1 else 'people were'} changed."
    if left:
        more = f" and {len(left) - NAMED} more" if len(left) > NAMED else ""
        words += f" As they were stay: {', '.join(left[:NAMED])}{more}."
    return words
