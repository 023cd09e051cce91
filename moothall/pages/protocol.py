"""The protocol reader: the council's protocol with what the software does under each clause."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.http import Http404, HttpResponse

from moothall.cases import visibility
from moothall.cases.models import Clock
from moothall.pages.visit import Visit
from moothall.protocol import Chapter, Clause, Finding, Protocol, check, run_scenarios
from moothall.protocol.explain import rule_in_words, verdict
from moothall.protocol.phrases import capital, role_in_words
from moothall.protocol.references import linked

LONGEST = 100
REVIEW = "protocol.review"


@dataclass(frozen=True, slots=True)
class Shown:
    """A clause as the page shows it: its words with links, its rules as (kind, strength, words)."""

    clause: Clause
    words: str  # Markdown
    rules: tuple[tuple[str, str, str], ...]

    def speaks_of(self, words: str) -> bool:
        """Whether each of the words stands somewhere in it."""
        own = (self.clause.number, self.clause.heading, self.clause.words, self.clause.guide)
        text = " ".join((*own, *(words for _, _, words in self.rules))).lower()
        return all(word in text for word in words.lower().split())


def protocol(visit: Visit) -> HttpResponse:
    """Contents and every chapter; or the clauses that hold certain words. Printable."""
    edition = visit.protocol
    words = visit.request.GET.get("words", "")[:LONGEST].strip()
    chapters: list[tuple[Chapter, list[Shown]]] = [
        (chapter, [one for one in _chapter(edition, chapter) if not words or one.speaks_of(words)])
        for chapter in edition.chapters
    ]
    return visit.render(
        "protocol.html",
        edition=edition,
        chapters=[pair for pair in chapters if pair[1]],
        words=words,
        count=sum(len(clauses) for _, clauses in chapters),
        review=_review(visit),
    )


def _review(visit: Visit) -> Clock | None:
    """The clock of the next review, where one is counted and the visitor may see its case."""
    if visit.person is None:
        return None
    cases = visibility.cases_for(visit.by, on=visit.on)
    clocks = Clock.objects.filter(case__in=cases, act=REVIEW, met_at=None, stopped_at=None)
    return clocks.exclude(due=None).select_related("case").order_by("-case__opened_at").first()


def _chapter(edition: Protocol, chapter: Chapter) -> list[Shown]:
    return [shown(edition, number) for number in chapter.clauses]


@cache
def shown(edition: Protocol, number: str) -> Shown:
    """One clause of an edition with its rules in words; kept, for an edition never changes."""
    clause = edition.clauses[number]
    rules = [(rule.kind, rule.strength, rule_in_words(edition, rule)) for rule in clause.rules]
    return Shown(clause, linked(clause.words, edition.references), tuple(rules))


def clause(visit: Visit, number: str) -> HttpResponse:
    """One clause, for a link that means it: with its scenarios and what is open about it."""
    edition = visit.protocol
    if number not in edition.clauses:
        raise Http404
    order = list(edition.clauses)
    place = order.index(number)
    return visit.render(
        "clause.html",
        edition=edition,
        shown=shown(edition, number),
        before=order[place - 1] if place else "",
        after=order[place + 1] if place + 1 < len(order) else "",
        scenarios=_scenarios(edition).get(number, ()),
        findings=[one for one in findings(edition) if number in one.clauses],
    )


def open_questions(visit: Visit) -> HttpResponse:
    """What somebody has still to settle: contradictions first, then readings that are open."""
    edition = visit.protocol
    found = findings(edition)
    return visit.render(
        "open_questions.html",
        edition=edition,
        contradictions=[one for one in found if one.sort != "unsettled"],
        readings=[
            (number, reading)
            for number, one in edition.clauses.items()
            for reading in one.readings
            if reading.unsettled
        ],
        interpreter=capital(role_in_words(edition, edition.interpreter)),
    )


@cache
def findings(edition: Protocol) -> tuple[Finding, ...]:
    """What a check of the edition finds; kept, for it takes a search."""
    return tuple(one for one in check(edition) if one.severity == "finding")


@cache
def _scenarios(edition: Protocol) -> dict[str, tuple[tuple[str, str], ...]]:
    """For each clause the scenarios it decides: the sentence, and the answer."""
    found: dict[str, list[tuple[str, str]]] = {}
    for result in run_scenarios(edition):
        pair = (result.scenario.sentence, verdict(edition, result.judgement))
        for number in result.judgement.clauses:
            found.setdefault(number, []).append(pair)
    return {number: tuple(dict.fromkeys(pairs)) for number, pairs in found.items()}
