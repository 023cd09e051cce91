"""Home: what needs me, in order of urgency; then what I am waiting for."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse

from moothall.cases import possible, visibility
from moothall.cases.models import Case, Clock
from moothall.cases.search import queue
from moothall.pages.visit import Visit
from moothall.post.models import Mail

SOON = timedelta(days=4)


def home(visit: Visit) -> HttpResponse:
    """The first page of anybody who is signed in."""
    person, on = visit.by, visit.on
    mine = queue(person, on=on, filters={"mine": "yes"})
    waiting = [
        case
        for case in queue(person, on=on, sort="due").rows
        if case.pk not in {one.pk for one in mine.rows}
    ]
    started = possible.starting_acts(visit.council, by=person, at=visit.at)
    return visit.render(
        "home.html",
        groups=_by_urgency(visit, list(mine.rows)),
        more=mine.more,
        waiting=waiting[:10],
        clocks=clocks_of([*mine.rows, *waiting]),
        starting=sorted(
            ((one.act, kind_of(one.act)) for one in started), key=lambda pair: pair[1] != "enquiry"
        ),
        quarantined=_quarantined(visit),
        untriaged=_untriaged(visit) if visit.is_hub else 0,
    )


def kind_of(act: object) -> str:
    """The kind of business that a starting act begins."""
    from moothall.cases.procedures import load

    return next(kind for kind, one in load().items() if act in one.acts.values())


def _by_urgency(visit: Visit, cases: list[Case]) -> list[tuple[str, list[Case]]]:
    today = visit.on
    titles = (
        "Urgent: somebody may come to harm",
        "Late",
        "Due today",
        "Due soon",
        "Waiting for you",
    )
    groups: dict[str, list[Case]] = {title: [] for title in titles}
    for case in cases:
        due = case.next_due
        if case.urgent:
            title = titles[0]
        elif due is not None and due < today:
            title = titles[1]
        elif due == today:
            title = titles[2]
        elif due is not None and due <= today + SOON:
            title = titles[3]
        else:
            title = titles[4]
        groups[title].append(case)
    return [(title, rows) for title, rows in groups.items() if rows]


def clocks_of(cases: list[Case]) -> dict[int, Clock]:
    """The running clock with the earliest day of each case."""
    rows = Clock.objects.filter(
        case__in=cases, met_at__isnull=True, stopped_at__isnull=True
    ).exclude(sort=Clock.Sort.LIMIT)
    found: dict[int, Clock] = {}
    for clock in rows.order_by("due"):
        known = found.get(clock.case_id)
        if known is None or (known.due is None and clock.due is not None):
            found[clock.case_id] = clock
    return found


def _quarantined(visit: Visit) -> int:
    if not visit.may_read_quarantine:
        return 0
    return Mail.objects.filter(council=visit.council, outcome=Mail.Outcome.QUARANTINED).count()


def _untriaged(visit: Visit) -> int:
    seen = visibility.cases_for(visit.by, on=visit.on)
    return seen.filter(ended=False, turn="hub").count()
