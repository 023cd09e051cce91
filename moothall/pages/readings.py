"""Who was shown confidential matter: the monitoring officer's page. Written by `cases.readings`."""

from __future__ import annotations

from django.http import HttpResponse

from moothall.cases import readings as kept
from moothall.pages.visit import Visit

MOST = 100
THROUGH = {
    kept.PAGE: "read the case",
    kept.FILE: "took a file",
    kept.SEARCH: "found it by its words",
    kept.OPENED: "opened it with a reason",
}


def readings(visit: Visit) -> HttpResponse:
    """The latest readings of the council."""
    rows = list(kept.of_council(visit.by, on=visit.on)[: MOST + 1])
    return visit.render(
        "readings.html", rows=rows[:MOST], more=len(rows) > MOST, most=MOST, through=THROUGH
    )
