"""May I …? Finds what somebody means, asks only what still matters, and answers with the clause.

The address of an answer holds the whole question (edition, day, facts), so it can be kept, printed
and sent: the same question always has the same answer. Nothing that people wrote stands in it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.http import urlencode

from moothall.cases import outbox, possible, procedures
from moothall.cases.models import Outgoing
from moothall.cases.telling import addresses
from moothall.pages.visit import Visit
from moothall.people.assistance import name_of
from moothall.people.law import protocol_of_edition
from moothall.people.models import Person
from moothall.people.roles import holders
from moothall.protocol import (
    BadFact,
    Protocol,
    UnknownAct,
    UnknownFact,
    UnknownProtocol,
    asking,
    judge,
    with_due_dates,
)
from moothall.protocol.explain import cautions, consequences, judgement_in_words, verdict
from moothall.protocol.judgement import Fact, Judgement
from moothall.protocol.phrases import capital, fact_in_words, role_in_words, roles_in_words
from moothall.worktime import LONDON, OutsideCalendar

LONGEST = 200


def ask(visit: Visit) -> HttpResponse:
    """What do you want to do? A search in plain words, and everything the protocol speaks of."""
    words = visit.request.GET.get("words", "")[:LONGEST].strip()
    protocol = visit.protocol
    return visit.render(
        "ask.html",
        words=words,
        found=asking.find_acts(protocol, words) if words else [],
        groups=[] if words else _by_kind(protocol),
    )


def _by_kind(protocol: Protocol) -> list[tuple[str, list[asking.Found]]]:
    """Every act that the protocol speaks of, by kind of business."""
    groups: dict[str, list[asking.Found]] = {}
    for act in protocol.vocabulary.acts.values():
        if clauses := asking.spoken_of(protocol, act.name):
            kind = protocol.vocabulary.kinds.get(act.kind, act.kind.replace("_", " "))
            groups.setdefault(capital(kind), []).append(asking.Found(act, 0, True, clauses))
    return sorted(groups.items())


@dataclass(frozen=True)
class Asked:
    """One question as its address puts it."""

    visit: Visit
    protocol: Protocol
    act: str
    facts: dict[str, Fact]
    on: date

    @property
    def plain(self) -> list[tuple[str, str]]:
        """The facts as the address writes them."""
        return [(name, _written(value)) for name, value in self.facts.items()]

    def address(self, *, without: str = "", **more: str) -> str:
        """Where this question stands, with or without some fact."""
        told = [pair for pair in self.plain if pair[0] != without]
        query = [*told, *more.items(), ("edition", self.protocol.edition), ("on", str(self.on))]
        return f"{self.visit.address('answer', self.act)}?{urlencode(query)}"

    def judged(self) -> Judgement:
        judgement = judge(self.protocol, self.act, self.facts, at=self.on)
        midday = datetime.combine(self.on, time(12), tzinfo=LONDON)
        at = self.visit.at if self.on == self.visit.on else midday
        try:
            return with_due_dates(self.protocol, judgement, at=at)
        except OutsideCalendar:  # asked for a day that no calendar reaches: periods without days
            return judgement


def answer(visit: Visit, act: str) -> HttpResponse:
    """What the protocol says of one act, and the next question that matters."""
    try:
        asked = asked_in(visit, act)
        judgement = asked.judged()
    except (UnknownAct, UnknownProtocol, UnknownFact, BadFact, ValueError) as wrong:
        raise Http404 from wrong
    if visit.request.method == "POST":
        return _send(asked, judgement)
    return _page(asked, judgement)


def _page(asked: Asked, judgement: Judgement, *, error: str = "", to: str = "") -> HttpResponse:
    visit, protocol = asked.visit, asked.protocol
    again = visit.request.GET.get("again", "")
    next_fact = again or (judgement.depends[0].fact if judgement.depends else "")
    if next_fact and next_fact not in protocol.vocabulary.facts:
        raise Http404
    colleagues = _colleagues(visit) if visit.person else []
    return visit.render(
        "answer.html",
        status=400 if error else 200,
        asked=asked,
        act=protocol.vocabulary.act(asked.act),
        protocol=protocol,
        judgement=judgement,
        spoken_of=asking.spoken_of(protocol, asked.act),
        verdict=verdict(protocol, judgement),
        follows=[capital(one) for one in consequences(protocol, judgement)],
        cautions=[capital(one) for one in cautions(protocol, judgement)],
        question=protocol.vocabulary.fact(next_fact) if next_fact else None,
        judged_by=_judged_by(protocol, next_fact),
        options=asking.options(protocol, asked.act, next_fact) if next_fact else (),
        told=_told(asked),
        statements=asking.statements(protocol, judgement, asked.facts),
        interpreter=capital(role_in_words(protocol, protocol.interpreter)),
        interpreters=holders(visit.council, protocol.interpreter, on=visit.on),
        start=_start(asked) if judgement.outcome != "forbidden" else "",
        colleagues=colleagues,
        error=error,
        to=to,
        sent=visit.request.GET.get("sent", "") == "yes",
    )


def asked_in(visit: Visit, act: str) -> Asked:
    """Reads the question from the address.

    Raises UnknownAct, UnknownFact, UnknownProtocol, BadFact, and ValueError for a day that is none.
    """
    query = visit.request.GET
    folder = visit.council.protocol.partition("/")[0]
    edition = query.get("edition", "")
    protocol = protocol_of_edition(f"{folder}/{edition}") if edition else visit.protocol
    protocol.vocabulary.act(act)
    facts = {
        name: protocol.vocabulary.read_fact(name, ",".join(dict.fromkeys(values)))
        for name, values in query.lists()
        if name in protocol.vocabulary.facts and any(values)
    }
    if "actor" not in facts and visit.person is not None and "on" not in query:
        facts = {"actor": _side(visit), **facts}
    on = date.fromisoformat(query["on"]) if query.get("on") else visit.on
    return Asked(visit, protocol, act, facts, on)


def _side(visit: Visit) -> frozenset[str]:
    """The posts of whoever asks, as rules name them."""
    return frozenset(role for role in visit.roles if role in visit.protocol.vocabulary.roles)


def _written(value: Fact) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ",".join(sorted(value)) if isinstance(value, frozenset) else str(value)


def _told(asked: Asked) -> list[tuple[str, str, str]]:
    """Each fact that was given: its name, in words, and where to change it."""
    return [
        (name, capital(_said(asked, name, value)), asked.address(without=name, again=name))
        for name, value in asked.facts.items()
    ]


def _said(asked: Asked, name: str, value: Fact) -> str:
    if asked.protocol.vocabulary.fact(name).type == "text":
        return f"{asked.protocol.vocabulary.fact(name).label}: can be given"
    if isinstance(value, frozenset):  # the narrowest roles say the rest
        kinds = asked.protocol.kinds_of
        value = frozenset(
            role for role in value if not any(role in kinds(other) for other in value - {role})
        )
    if name == "actor" and isinstance(value, frozenset):
        return f"You are {roles_in_words(asked.protocol, sorted(value), 'and') or 'none of these'}"
    return fact_in_words(asked.protocol, name, value)


def _judged_by(protocol: Protocol, fact: str) -> str:
    spec = protocol.vocabulary.facts.get(fact)
    if spec is None or not spec.judged_by:
        return ""
    return role_in_words(protocol, spec.judged_by)


def _start(asked: Asked) -> str:
    """Where the business begins that the question is about, if it runs here for whoever asks."""
    visit = asked.visit
    if visit.person is None:
        return ""
    open_to = {
        one.act.name for one in possible.starting_acts(visit.council, by=visit.by, at=visit.at)
    }
    for kind, procedure in procedures.load().items():
        for name, act in procedure.acts.items():
            if act.judged == asked.act and act.starts and name in open_to:
                return visit.address("new", kind, name)
    return ""


# Keeping and sending ------------------------------------------------------------------------------


def _colleagues(visit: Visit) -> list[Person]:
    found: dict[int, Person] = {}
    for side in ("councillor", "officer"):
        for one in holders(visit.council, side, on=visit.on):
            found[one.pk] = one
    return sorted(found.values(), key=lambda one: one.sort_name)


def _send(asked: Asked, judgement: Judgement) -> HttpResponse:
    """Sends the answer to a colleague, as words and as an address."""
    visit = asked.visit
    slug = visit.request.POST.get("to", "")
    to = next((one for one in _colleagues(visit) if one.slug == slug), None)
    if visit.person is None or to is None:
        return _page(asked, judgement, error="Choose who should receive the answer", to=slug)
    recipient = addresses([to]).get(to.pk)
    if recipient is None:
        return _page(asked, judgement, error=f"{to.name} has no e-mail address here", to=slug)
    _put(asked, judgement, to, recipient)
    return HttpResponseRedirect(asked.address(sent="yes"))


def _put(asked: Asked, judgement: Judgement, to: Person, recipient: str) -> None:
    """Puts the letter into the outbox: the same answer once a day for each colleague."""
    visit = asked.visit
    label = asked.protocol.vocabulary.act(asked.act).label
    same = hashlib.sha256(f"{asked.address()}\n{visit.by.pk}\n{visit.on}".encode()).hexdigest()
    mail = outbox.letter(
        visit.council,
        purpose="answer",
        once=f"answer:{to.pk}:{same}",
        recipient=recipient,
        subject=f"What the protocol says: {label}",
        body="\n\n".join(_letter(asked, judgement, label)) + "\n",
        at=visit.at,
        person=to,
        routine=True,
    )
    if not Outgoing.objects.filter(once=mail.once).exists():
        mail.save()


def _letter(asked: Asked, judgement: Judgement, label: str) -> Iterator[str]:
    visit = asked.visit
    yield f"{name_of(visit.by)} sends you what the protocol says of this: {label}."
    if facts := [_said(asked, name, value) for name, value in asked.facts.items()]:
        yield "\n".join(f"- {capital(fact)}" for fact in facts)
    yield from judgement_in_words(asked.protocol, judgement)
    yield f"The answer, with its clauses:\n{settings.BASE_URL}{asked.address()}"
