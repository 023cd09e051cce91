"""Erases what has been kept long enough: words of ended cases, files, messages, mails.

Which cases is said in `cases.retention`. Runs once a day with `moothall work`, and by hand; it can
be killed anywhere and goes on the next time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from moothall.cases import erasing, files, holds, retention
from moothall.cases.models import Case, Event, Outgoing
from moothall.cases.standing import ERASED
from moothall.people.models import Council
from moothall.post import store
from moothall.post.models import Mail, PoliteAnswer
from moothall.post.turns import turns
from moothall.post.writing import A_DAY
from moothall.worktime import LONDON

OPEN = (Mail.Outcome.PENDING, Mail.Outcome.QUARANTINED)  # somebody has yet to look at it
LATELY = timedelta(days=2)
_WHY = "What was written here has been erased: the council keeps it for {} after the end."


@dataclass(slots=True)
class Report:
    """What was erased, or would be."""

    council: str
    dry_run: bool
    erased: list[str] = field(default_factory=list)  # references
    held: list[dict[str, str]] = field(default_factory=list)  # reference and why
    messages: int = 0  # of no case: came in
    mails: int = 0  # of no case: sent

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def expire_all(*, at: datetime) -> int:
    """Erases in every council what its months say; how many cases, messages and mails."""
    done = 0
    for council in Council.objects.order_by("pk"):
        report = expire(council, at=at)
        done += len(report.erased) + report.messages + report.mails
    PoliteAnswer.objects.filter(last_at__lt=at - A_DAY).delete()  # of no use after a day
    if done or _erased_lately(at=at):
        clean_up()
    return done


def forget_sessions(*, at: datetime) -> int:
    """Deletes the browsers' sessions that were over by then; how many."""
    gone, _ = Session.objects.filter(expire_date__lt=at).delete()
    return gone


def _erased_lately(*, at: datetime) -> bool:
    """Whether somebody may have been killed between erasing and cleaning up."""
    rows = Event.objects.filter(council__in=Council.objects.all(), act=ERASED)
    return rows.filter(at__gt=at - LATELY).exists()


def expire(
    council: Council,
    *,
    at: datetime,
    dry_run: bool = False,
    months: Mapping[str, int] | None = None,
) -> Report:
    """Erases what the council's months say; with `dry_run` only says what it would be.

    Other `months` may be tried in a dry run.
    """
    on = at.astimezone(LONDON).date()
    report = Report(council.slug, dry_run)
    for one in list(retention.expired(council, on=on, months=months)):
        if one.held:
            report.held.append({"reference": one.case.reference, "why": one.held})
            continue
        turns.give_way()
        if dry_run or erase_case(one.case, one.months, at=at):
            report.erased.append(one.case.reference)
    kept = (council.retention if months is None else months).get(retention.MAIL)
    if kept is not None:
        _beside_cases(council, report, on=on, months=kept, at=at)
    return report


def erase_case(case: Case, months: int, *, at: datetime) -> bool:
    """Erases one case and its messages, all or nothing; False if it was held or touched meanwhile.

    Bytes go with `clean_up`.
    """
    with transaction.atomic():
        now = Case.objects.select_for_update(of=("self",)).select_related("council").get(pk=case.pk)
        if now.version != case.version or case.pk in holds.held_cases(now.council):
            return False
        mails = Mail.objects.filter(case=case, erased_at=None).exclude(outcome__in=OPEN)
        numbers = list(mails.values_list("pk", flat=True))
        rule = {"rule": "retention", "kind": case.kind, "months": months}
        erasing.erase(
            now,
            erasing.everything(now, mails=numbers),
            rule=rule,
            why=_WHY.format(in_words(months)),
            by=None,
            at=at,
        )
        store.empty(Mail.objects.filter(pk__in=numbers), at=at)
    return True


def in_words(months: int) -> str:
    """`6 years`, `18 months`."""
    count, unit = (months, "month") if months % 12 else (months // 12, "year")
    return f"{count} {unit}{'' if count == 1 else 's'}"


def _beside_cases(council: Council, report: Report, *, on: date, months: int, at: datetime) -> None:
    """Messages and mails from which no event came."""
    before = retention.over_since(on, months=months)
    held = holds.held_people(council)
    messages = Mail.objects.filter(
        council=council, event=None, erased_at=None, received_at__lt=before
    )
    messages = messages.exclude(outcome__in=OPEN).exclude(person__in=held)
    mails = Outgoing.objects.filter(
        ~(Q(body="") & Q(recipient="")),
        council=council,
        event=None,
        state__in=erasing.LEFT,
        next_try_at__lt=before,
    ).exclude(person__in=held)
    messages, mails = _unheld(messages, council), _unheld(mails, council)
    report.messages, report.mails = messages.count(), mails.count()
    if not report.dry_run:
        store.empty(messages, at=at)
        erasing.empty_mails(mails)


def _unheld(rows: QuerySet[Any], council: Council) -> QuerySet[Any]:
    """Without those of a case that is on hold, or still has its own time to run."""
    held = holds.held_cases(council)
    return rows.exclude(case__in=list(held)).exclude(case__ended=False)


def clean_up() -> None:
    """Takes out of the data folder and the database's own pages what no row has any more."""
    files.sweep()
    store.sweep()
    if connection.vendor == "sqlite":
        _squeeze()


def _squeeze() -> None:
    """The index of words keeps those of rows that went until it is put in order.

    Pages that are let go of are overwritten (`secure_delete` in the settings); what was written
    lately stands in the log beside the database until that is emptied.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_searchable_words(cases_searchable_words) VALUES ('optimize')"
        )
        if not connection.in_atomic_block:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
