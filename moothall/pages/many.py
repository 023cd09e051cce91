"""The same for many, on pages: choose whom or which, answer once, look at each, then do it.

A batch is so many single acts (`moothall/cases/bulk`); what cannot be done stays, with its reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.http import Http404, HttpResponse

from moothall.cases import possible, procedures, visibility
from moothall.cases.bulk import batch
from moothall.cases.bulk.batch import Item, Outcome, Wanted
from moothall.cases.models import Batch, Case
from moothall.cases.procedure import Act, Procedure
from moothall.pages.many_people import ALL, WHO, Choice, choice_of
from moothall.pages.questions import answers_from, questions, said
from moothall.pages.visit import Visit

CASE, ACT, NUMBER = "on-case", "do-act", "as-batch"  # none is a name that a field can have
ASIDE = ("csrfmiddlewaretoken", "step", NUMBER, WHO, ALL, CASE)
LEFT = "many"  # what could not be done, in the session: number of the batch -> rows
Row = tuple[str, str, list[str], str]  # name, why, clauses, reference of the case


@dataclass
class Many:
    """What is on its way: the act, what was posted, and for whom or on which cases."""

    visit: Visit
    procedure: Procedure
    act: Act
    items: Sequence[Item]
    who: str = ""
    choice: Choice | None = None

    def wanted(self) -> Wanted:
        posted = self.visit.request.POST
        facts = [name for name in posted if name in self.visit.protocol.vocabulary.facts]
        given = answers_from(self.procedure, self.act, posted, extra=facts)
        given.pop(self.who, None)
        visit = self.visit
        return Wanted(visit.council, self.procedure, self.act, visit.by, visit.at, given, self.who)

    def step(self) -> HttpResponse:
        """The page that the visitor has come to."""
        step = self.visit.request.POST.get("step", "")
        if step not in ("check", "send"):
            return self.form()
        if not self.items:
            return self.form(problems={WHO: "Tick somebody"})
        if len(self.items) > batch.MOST:
            problem = f"Tick at most {batch.MOST}: do the rest in a second go"
            return self.form(problems={WHO: problem})
        if step == "send":
            return self.send()
        outcomes = batch.rehearse(self.wanted(), self.items)
        problems = [one.problems for one in outcomes if one.problems]
        if len(problems) == len(outcomes):
            return self.form(problems=problems[0])
        return self.check(outcomes)

    def form(self, *, problems: Mapping[str, str] | None = None) -> HttpResponse:
        """Whom it is for, and the questions that all have in common."""
        visit, problems = self.visit, problems or {}
        posted = visit.request.POST if visit.request.method == "POST" else None
        known = {name: one for name, one in problems.items() if name != WHO}
        asked = questions(visit, self.procedure, self.act, posted=posted, problems=known)
        asked = [one for one in asked if one.name != self.who]
        errors = [(WHO, problems[WHO])] if WHO in problems else []
        return visit.render(
            "many.html",
            status=422 if problems else 200,
            many=self,
            questions=asked,
            errors=[*errors, *((one.first_id, one.error) for one in asked if one.error)],
            ticked=set(posted.getlist(WHO)) if posted else set(),
            everybody=bool(posted and posted.get(ALL)),
        )

    def check(self, outcomes: Sequence[Outcome]) -> HttpResponse:
        """What would come of each; nothing has been done yet."""
        visit, number = self.visit, str(uuid4())
        able = [one for one in outcomes if one.able]
        left = [row_of(one) for one in outcomes if not one.able]
        visit.request.session[LEFT] = {number: left}
        posted = visit.request.POST
        hidden = [(n, one) for n, many in posted.lists() if n not in ASIDE for one in many]
        hidden += [carried(one.item) for one in able]
        asked = questions(visit, self.procedure, self.act, posted=posted)
        asked = [one for one in asked if one.name != self.who]
        return visit.render(
            "many_check.html",
            many=self,
            able=able,
            left=left,
            hidden=[*hidden, (NUMBER, number)],
            answers=[(one.question, said(one)) for one in asked if said(one)],
        )

    def send(self) -> HttpResponse:
        """Does it. A page that is sent twice does it once."""
        visit = self.visit
        try:
            number = UUID(visit.request.POST.get(NUMBER, ""))
        except ValueError:
            raise Http404 from None
        before = visit.request.session.get(LEFT, {}).get(str(number), [])
        try:
            outcomes = batch.carry_out(self.wanted(), self.items, number=number)
        except batch.AlreadyDone:
            return visit.go("many-done", number)
        left = [*before, *(row_of(one) for one in outcomes if not one.able)]
        visit.request.session[LEFT] = {str(number): left}
        return visit.go("many-done", number)


def new(visit: Visit, kind: str, act: str) -> HttpResponse:
    """Begins a case for each of many people."""
    procedure = procedures.load().get(kind)
    found = procedure.acts.get(act) if procedure else None
    field = batch.person_field(procedure, found) if procedure and found else None
    if procedure is None or found is None or field is None:
        raise Http404
    open_ = possible.starting_acts(visit.council, by=visit.by, at=visit.at)
    if not any(one.act is found for one in open_):
        return visit.render("not_yours.html", status=403)
    choice = choice_of(visit, field)
    items = [Item(person=one) for one in choice.chosen(visit.request.POST)]
    return Many(visit, procedure, found, items, field.name, choice).step()


def act(visit: Visit) -> HttpResponse:
    """Does an act on many cases, all of one kind; first it asks which act."""
    cases = _cases(visit)
    if not cases:
        return visit.go("cases")
    kind, _, name = visit.request.POST.get(ACT, "").partition(".")
    procedure = procedures.load().get(kind)
    found = procedure.acts.get(name) if procedure else None
    if procedure is None or found is None or not batch.is_for_many(found):
        return _which(visit, cases)
    items = [Item(case=one) for one in cases if one.kind == kind]
    return Many(visit, procedure, found, items).step()


def done(visit: Visit, number: UUID) -> HttpResponse:
    """What came of a batch, for whoever did it."""
    row = Batch.objects.filter(council=visit.council, number=number, by=visit.by.pk).first()
    if row is None:
        raise Http404
    events = batch.events_of(row)
    seen = visibility.cases_for(visit.by, on=visit.on).filter(
        pk__in=[one.case_id for one in events]
    )
    left = visit.request.session.get(LEFT, {}).get(str(number), [])
    return visit.render(
        "many_done.html",
        row=row,
        act=procedures.load()[row.kind].acts[row.act],
        cases=sorted(seen, key=lambda case: case.number),
        count=len(events),
        left=left,
        lost=max(0, row.wanted - len(events)) if not left else 0,
    )


def _cases(visit: Visit) -> list[Case]:
    """Those of the chosen cases that the visitor may see, in the order of the list."""
    wanted = [one.upper() for one in visit.request.POST.getlist(CASE)]
    seen = visibility.cases_for(visit.by, on=visit.on).filter(reference__in=wanted)
    found = {case.reference: case for case in seen.select_related("council")}
    return [found[one] for one in dict.fromkeys(wanted) if one in found]


def _which(visit: Visit, cases: Sequence[Case]) -> HttpResponse:
    """The acts that can be done to some of them, with how many."""
    counted: dict[str, tuple[str, int]] = {}
    for case in cases[: batch.MOST]:
        for one in possible.possible_acts(case, by=visit.by, at=visit.at):
            if batch.is_for_many(one.act):
                key = f"{case.kind}.{one.act.name}"
                counted[key] = (one.act.label, counted.get(key, ("", 0))[1] + 1)
    return visit.render("many_which.html", cases=cases, acts=counted)


def row_of(one: Outcome) -> Row:
    """What a table says of what could not be done."""
    reference = one.item.case.reference if one.item.case else ""
    return (one.item.name, one.why, list(one.clauses), reference)


def carried(item: Item) -> tuple[str, str]:
    """What tells the next page of an item."""
    if item.person is not None:
        return WHO, item.person.slug
    assert item.case is not None
    return CASE, item.case.reference
