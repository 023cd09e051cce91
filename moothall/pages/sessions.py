"""Who is signed in with this browser at a council, since when, and until when.

A row for each (`SignedIn`), so that people see theirs and end them from anywhere. The browser's
session holds only the row's number for each council. How somebody gets here is in `entering.py`.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpRequest
from django.middleware.csrf import rotate_token

from moothall.pages.models import SignedIn, SignInRules
from moothall.pages.origin import device
from moothall.people.directory import directory_of
from moothall.people.models import Council, Person
from moothall.people.roles import roles_of
from moothall.worktime import LONDON

SESSION = "signed_in"  # council slug -> number of the row
ACTING = "acting_for"  # council slug -> number of the Assistance by which an assistant acts
WAITING = "account_waiting"  # of `accounts.py`: the one thing that outlives signing in
KEPT = timedelta(days=90)  # then it is forgotten that somebody was signed in
LONGEST = timedelta(days=7)  # whatever a council sets
SEEN_EVERY = timedelta(minutes=2)


def rules_of(council: Council) -> SignInRules:
    """The council's rules; those of a council that has set none are the defaults, not saved."""
    return SignInRules.objects.filter(council=council).first() or SignInRules(council=council)


def signed_in(request: HttpRequest, council: Council, *, at: datetime) -> SignedIn | None:
    """The live session of this browser at the council: not ended, not too old, still in post."""
    number = request.session.get(SESSION, {}).get(council.slug)
    if not isinstance(number, int):
        return None
    rows = SignedIn.objects.filter(pk=number, council=council, ended_at=None)
    row = rows.select_related("council__sign_in_rules").first()
    if row is None:
        return None
    rules = getattr(row.council, "sign_in_rules", None) or SignInRules(council=council)
    person = directory_of(council.pk).people.get(row.person_id)
    if person is None or not _is_live(row, rules, at=at):
        return None
    roles = roles_of(person, on=at.astimezone(LONDON).date())
    if not roles or (needs_second(rules, roles) and not _is_second(row)):
        return None
    row.person = person
    if at - row.seen_at >= SEEN_EVERY:
        SignedIn.objects.filter(pk=row.pk, seen_at__lt=at).update(seen_at=at)
    return row


def needs_second(rules: SignInRules, roles: frozenset[str]) -> bool:
    """Whether the council wants a second factor of somebody with these roles."""
    wanted: dict[str, bool] = {
        SignInRules.Second.NOBODY: False,
        SignInRules.Second.ADMINISTRATORS: "administrator" in roles,
        SignInRules.Second.OFFICERS: bool(roles & {"officer", "administrator"}),
        SignInRules.Second.EVERYBODY: True,
    }
    return wanted[rules.second_factor]


def _is_second(row: SignedIn) -> bool:
    return row.second or row.how == SignedIn.How.CHOSEN


def _is_live(row: SignedIn, rules: SignInRules, *, at: datetime) -> bool:
    longest = min(timedelta(hours=rules.longest_hours), LONGEST)
    idle = timedelta(minutes=rules.idle_minutes)
    return at - row.begun_at < longest and at - row.seen_at < idle


def begin(
    request: HttpRequest, person: Person, *, at: datetime, how: str, second: bool = False
) -> SignedIn:
    """Signs a person in, in a fresh session against fixation; what was there ends.

    Nothing that an earlier visitor left in this browser comes along, unless it is asked about.
    """
    known = dict(request.session.get(SESSION, {}))
    council = person.council
    _end_row(known.pop(council.slug, None), at=at)
    SignedIn.objects.filter(person=person, seen_at__lt=at - KEPT).delete()
    row = SignedIn.objects.create(
        council=council,
        person=person,
        begun_at=at,
        seen_at=at,
        how=how,
        second=second,
        device=device(request),
    )
    waiting = request.session.get(WAITING)
    request.session.flush()
    rotate_token(request)
    request.session[SESSION] = {**known, council.slug: row.pk}
    if waiting:
        request.session[WAITING] = waiting
    return row


def end(request: HttpRequest, council: Council, *, at: datetime) -> None:
    """Signs out of one council; the browser's session ends with the last."""
    known = dict(request.session.get(SESSION, {}))
    _end_row(known.pop(council.slug, None), at=at)
    if known:
        request.session[SESSION] = known
        acting = dict(request.session.get(ACTING, {}))
        acting.pop(council.slug, None)
        request.session[ACTING] = acting
        request.session.cycle_key()
    else:
        request.session.flush()


def live_of(person: Person, *, at: datetime) -> list[SignedIn]:
    """Where the person is signed in now, the newest first."""
    rules = rules_of(person.council)
    rows = SignedIn.objects.filter(person=person, ended_at=None).order_by("-seen_at", "-pk")
    return [row for row in rows if _is_live(row, rules, at=at)]


def end_all(person: Person, *, at: datetime, but: SignedIn | None = None) -> int:
    """Ends every session of the person, but one; how many were ended."""
    rows = SignedIn.objects.filter(person=person, ended_at=None)
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    return rows.update(ended_at=at)


def end_one(person: Person, number: int, *, at: datetime) -> bool:
    """Ends one session of the person; False where it is none of theirs."""
    return bool(
        SignedIn.objects.filter(person=person, pk=number, ended_at=None).update(ended_at=at)
    )


def _end_row(number: object, *, at: datetime) -> None:
    if isinstance(number, int):
        SignedIn.objects.filter(pk=number, ended_at=None).update(ended_at=at)
