"""Doing an act: one form page for every act of every kind, its refusal, its check before sending.

The form comes from the procedure; whether it may be done, from `perform`.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse, QueryDict

from moothall.cases import possible, procedures, visibility
from moothall.cases.bulk import batch
from moothall.cases.fields import number
from moothall.cases.files import File
from moothall.cases.models import Case
from moothall.cases.perform import perform
from moothall.cases.procedure import Act, Procedure
from moothall.cases.refusals import CannotPerform, Changed, Incomplete, NotPossible, Refused
from moothall.pages.questions import answers_from, questions, said
from moothall.pages.visit import Visit
from moothall.post import release
from moothall.post.models import Mail
from moothall.protocol.judgement import Judgement

MOST_FILES = 10
MOST_BYTES = 25 * 1024 * 1024


@dataclass
class Doing:
    """An act on its way: what it is about, and what was posted."""

    visit: Visit
    procedure: Procedure
    act: Act
    case: Case | None

    def given(self) -> dict[str, object]:
        posted = self.visit.request.POST
        facts = [name for name in posted if name in self.visit.protocol.vocabulary.facts]
        given = answers_from(self.procedure, self.act, posted, extra=facts)
        if entry := posted.get("entry", ""):
            given["entry"] = entry
        return given

    def _problems(self, problem: Incomplete) -> dict[str, str]:
        """What is wrong, and what has not been answered besides.

        What the protocol asks of its own is judged first. It waits until the form's own questions
        are answered: their answers may settle it.
        """
        given, fields = self.given(), self.procedure.fields
        wanting = {
            name: f"Answer: {self.visit.own_words(fields[name].question)}"
            for name in self.act.required
            if not str(given.get(name, "")).strip()
        }
        waits = self.visit.protocol.vocabulary.facts.keys() - fields.keys() if wanting else ()
        found = {
            name: _asking(words) for name, words in problem.problems.items() if name not in waits
        }
        return wanting | found

    def page(
        self, *, status: int = 200, problem: CannotPerform | None = None, **context: Any
    ) -> HttpResponse:
        """The form, with what was posted and what was wrong."""
        request = self.visit.request
        posted = request.POST if request.method == "POST" else self.waiting() or request.GET or None
        problems = self._problems(problem) if isinstance(problem, Incomplete) else {}
        refused = problem.judgement if isinstance(problem, Refused) else None
        asked = questions(self.visit, self.procedure, self.act, posted=posted, problems=problems)
        return self.visit.render(
            "act.html",
            status=status,
            procedure=self.procedure,
            act=self.act,
            case=self.case,
            questions=asked,
            errors=[(one.first_id, one.error) for one in asked if one.error],
            problem=problem,
            problems=problems,
            refused=refused,
            many=bool(batch.person_field(self.procedure, self.act)) and self.procedure.register,
            needs_reason="departure" in problems or bool(refused and refused.departable),
            departure=request.POST.get("departure", ""),
            held=self.held(),
            entry=request.POST.get("entry") or request.GET.get("entry", ""),
            alternatives=self.alternatives(refused),
            **context,
        )

    def held(self) -> Mail | None:
        """The e-mail that was held, if this page was opened from what its sender was told."""
        request = self.visit.request
        if self.visit.by.through is not None:
            return None  # what a councillor has written is not for an assistant to send
        number = request.POST.get("mail") or request.GET.get("mail") or ""
        if self.case is None:
            return None
        return release.held_for(self.visit.by, case=self.case, number=number)

    def waiting(self) -> QueryDict | None:
        """The words of that e-mail, as if they had been typed here."""
        held = self.held()
        if held is None:
            return None
        visit = self.visit
        given = QueryDict(mutable=True)
        answers = release.answers_of(held, act=self.act.name, by=visit.by, at=visit.at)
        for name, values in answers.items():
            given.setlist(name, values)
        return given

    def alternatives(self, judgement: Judgement | None) -> list[tuple[str, str]]:
        """What the protocol allows instead: its words, and an address where it runs here.

        Where that is this very form, there is no address: what was written would be lost.
        """
        found = []
        for one in judgement.instead if judgement else ():
            address = self.address_of(one.act)
            here = address == self.visit.request.path
            more = ": change your answers below" if here else ""
            found.append((f"{one.label}{more}", "" if here else address))
        return found

    def address_of(self, act: str) -> str:
        """Where an act of the protocol is done: on this case, else where it begins business."""
        for name, own in self.procedure.acts.items() if self.case else ():
            if self.case and own.judged == act and not own.starts and not own.automatic:
                return self.visit.address("act", self.case.reference, name)
        for kind, procedure in procedures.load().items():
            for one in procedure.starting_acts:
                if one.judged == act:
                    return self.visit.address("new", kind, one.name)
        return ""


def new(visit: Visit, kind: str, act: str) -> HttpResponse:
    """Begins a case."""
    procedure = procedures.load().get(kind)
    if procedure is None or act not in procedure.acts or not procedure.acts[act].starts:
        raise Http404
    open_ = possible.starting_acts(visit.council, by=visit.by, at=visit.at)
    if not any(one.act is procedure.acts[act] for one in open_):
        return visit.render("not_yours.html", status=403)
    doing = Doing(visit, procedure, procedure.acts[act], None)
    if visit.request.method != "POST":
        return doing.page()
    return _send(doing)


def act(visit: Visit, reference: str, act: str) -> HttpResponse:
    """Does an act on a case. A case that is not theirs to see is not found."""
    case = visible_case(visit, reference)
    procedure = procedures.load()[case.kind]
    if act not in procedure.acts or procedure.acts[act].starts:
        raise Http404
    doing = Doing(visit, procedure, procedure.acts[act], case)
    if visit.request.method != "POST":
        try:
            entry = visit.request.GET.get("entry", "")
            fields = {"entry": entry} if entry else {}
            possible.preview(case, act, by=visit.by, at=visit.at, fields=fields)
        except NotPossible as why:
            return visit.render("not_now.html", status=409, case=case, act=doing.act, why=why.why)
        except CannotPerform:
            pass  # something is to be answered first: that is what the form is for
        return doing.page()
    return _send(doing)


def visible_case(visit: Visit, reference: str) -> Case:
    """Raises Http404, the same for a case that is not there and one that is not theirs."""
    seen = visibility.cases_for(visit.by, on=visit.on).select_related("council")
    case = seen.filter(reference=reference.upper()).first()
    if case is None:
        raise Http404
    return case


def _send(doing: Doing) -> HttpResponse:
    """Does what was posted, or shows why not, with everything that was written."""
    visit, case = doing.visit, doing.case
    try:
        return _step(doing)
    except NotPossible as why:
        return visit.render("not_now.html", status=409, case=case, act=doing.act, why=why.why)
    except Changed as why:
        return visit.render("changed.html", status=409, case=case, act=doing.act, why=why.why)
    except CannotPerform as problem:
        return doing.page(status=422, problem=problem)


def _asking(words: str) -> str:
    """A bare question says what to do with it."""
    return f"Answer: {words}" if "?" in words and ": " not in words else words


def _step(doing: Doing) -> HttpResponse:
    """A case is begun in two steps, with its answers checked between them. Raises CannotPerform."""
    step = doing.visit.request.POST.get("step", "")
    if step == "change":
        return doing.page()
    if doing.case is None and step == "check":
        return _check(doing)
    try:
        files = _files(doing)
    except Incomplete as problem:
        if doing.case is None:
            return _check(doing, problem)
        raise
    return _perform(doing, files)


def _perform(doing: Doing, files: list[File]) -> HttpResponse:
    visit, posted = doing.visit, doing.visit.request.POST
    seen = posted.get("seen", "")
    done = perform(
        doing.case,
        doing.act.name,
        by=visit.by,
        at=visit.at,
        fields=doing.given(),
        kind=None if doing.case else doing.procedure.kind,
        council=None if doing.case else visit.council,
        seen=number(seen) if doing.case else None,
        departure=posted.get("departure", "").strip(),
        files=files,
    )
    if held := doing.held():
        with contextlib.suppress(release.NotReleased):
            release.sent_on_page(held, event=done.event, by=visit.by, at=visit.at)
    kind = "new" if doing.case is None else doing.act.name
    visit.request.session["done"] = {"reference": done.case.reference, "act": kind}
    return visit.go("case", done.case.reference)


def _check(doing: Doing, problem: Incomplete | None = None) -> HttpResponse:
    """Shows the answers before a case is begun, and what the protocol says of them.

    Files are chosen here and not before: a browser forgets them between two pages.
    """
    visit = doing.visit
    judgement = possible.rehearse(
        doing.procedure.kind,
        doing.act.name,
        council=visit.council,
        by=visit.by,
        at=visit.at,
        fields=doing.given(),
        departure=visit.request.POST.get("departure", "").strip(),
    )
    asked = questions(visit, doing.procedure, doing.act, posted=visit.request.POST)
    hidden = [
        (name, value)
        for name, values in visit.request.POST.lists()
        if name not in ("csrfmiddlewaretoken", "step")
        for value in values
    ]
    return visit.render(
        "check.html",
        status=422 if problem else 200,
        problems=problem.problems if problem else {},
        procedure=doing.procedure,
        act=doing.act,
        answers=[(one.question, said(one)) for one in asked if said(one)],
        hidden=hidden,
        judgement=judgement,
    )


def _files(doing: Doing) -> list[File]:
    """Raises Incomplete for too many or too much."""
    sent = doing.visit.request.FILES.getlist("files")
    if len(sent) > MOST_FILES or sum(one.size or 0 for one in sent) > MOST_BYTES:
        raise Incomplete({"files": f"Choose at most {MOST_FILES} files, 25 MB in all."})
    return [File(one.name or "file", one.read()) for one in sent]
