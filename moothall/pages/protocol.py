"""The protocol reader: the council's protocol with what the software does under each clause."""

from __future__ import annotations

from django.http import Http404, HttpResponse

from moothall.pages.visit import Visit
from moothall.protocol import Clause
from moothall.protocol.explain import rule_in_words


def protocol(visit: Visit) -> HttpResponse:
    """Contents and every chapter that is encoded; printable."""
    edition = visit.protocol
    chapters = [
        (chapter, [_shown(visit, edition.clauses[number]) for number in chapter.clauses])
        for chapter in edition.chapters
    ]
    return visit.render("protocol.html", edition=edition, chapters=chapters)


def clause(visit: Visit, number: str) -> HttpResponse:
    """One clause, for a link that means it."""
    found = visit.protocol.clauses.get(number)
    if found is None:
        raise Http404
    return visit.render("clause.html", edition=visit.protocol, shown=_shown(visit, found))


def _shown(visit: Visit, found: Clause) -> tuple[Clause, list[tuple[str, str, str]]]:
    rules: list[tuple[str, str, str]] = [
        (rule.kind, rule.strength, rule_in_words(visit.protocol, rule)) for rule in found.rules
    ]
    return found, rules
