"""What somebody may begin: every kind of business that runs here, by what it has to do with.

Whether an act may be begun at all is `possible.py`'s matter; how it is asked for, `act.py`'s.
"""

from __future__ import annotations

from django.http import HttpResponse

from moothall.cases import possible
from moothall.cases.procedure import THEMES, Act, Procedure
from moothall.cases.procedures import load
from moothall.pages.visit import Visit

Starts = list[tuple[Procedure, list[Act]]]
OTHER = "Other business"  # of kinds whose procedure names no theme


def start(visit: Visit) -> HttpResponse:
    """Everything that the person may begin, each under its theme."""
    return visit.render("start.html", themes=by_theme(visit))


def by_theme(visit: Visit) -> list[tuple[str, Starts]]:
    """The acts that the person may begin, by kind, under the theme of each; no empty theme."""
    open_ = {id(one.act) for one in possible.starting_acts(visit.council, by=visit.by, at=visit.at)}
    themes: dict[str, Starts] = {name: [] for name in (*THEMES, "")}
    for procedure in load().values():
        acts = [act for act in procedure.starting_acts if id(act) in open_]
        if acts:
            themes[procedure.theme].append((procedure, acts))
    return [(THEMES.get(name, OTHER), starts) for name, starts in themes.items() if starts]
