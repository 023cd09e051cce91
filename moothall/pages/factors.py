"""Second factors of a person: an authenticator app, recovery codes, passkeys.

The codes and the cryptography are `allauth.mfa`'s; here is whose they are, how often one may try,
and that nothing counts twice. The pages are in `second_factor.py` and `passkeys.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import transaction

from moothall.pages import accounts
from moothall.pages.models import FactorTry
from moothall.pages.origin import digest
from moothall.pages.visit import Visit
from moothall.people.changing import Changing
from moothall.people.models import Person

APP = Authenticator.Type.TOTP
PASSKEY = Authenticator.Type.WEBAUTHN
RECOVERY = Authenticator.Type.RECOVERY_CODES
MOST_WRONG = 10  # an hour, by somebody who has passed the first factor
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
COUNTS_ONCE = timedelta(minutes=5)  # longer than a code of an app is valid
THROUGH = "sign-in"
WARNING = (
    "Somebody who can read this mailbox, or use your council account, has entered ten wrong codes "
    "of your second factor. No further one is taken for an hour."
)


def listed(person: Person) -> list[Authenticator]:
    """The person's second factors, the oldest first; recovery codes are none of their own."""
    if person.user_id is None:
        return []
    rows = Authenticator.objects.filter(user_id=person.user_id, type__in=(APP, PASSKEY))
    return list(rows.order_by("pk"))


def has_any(person: Person) -> bool:
    """Whether the person has a second factor."""
    return bool(listed(person))


def kinds_of(person: Person) -> frozenset[str]:
    """Which sorts of second factor the person has."""
    return frozenset(str(one.type) for one in listed(person))


def user_for(visit: Visit, person: Person) -> User:
    """The account that the person's second factors hang on; made with the first of them."""
    row = Person.objects.select_related("user", "council").get(pk=person.pk)
    if row.user is None:
        user = get_user_model()(username=f"{row.council.slug}:{row.pk}")
        user.set_unusable_password()
        with transaction.atomic():
            user.save()
            Changing(visit.council, row, visit.at, THROUGH).change(row, user=user)
        return user
    return row.user


def is_right(visit: Visit, person: Person, given: str) -> bool:
    """Whether it is a code of the person's app or one of their recovery codes, and still unused."""
    given = "".join(given.split())
    FactorTry.objects.filter(person=person, at__lt=visit.at - DAY).delete()
    mark = digest("factor", person.pk, given)
    with transaction.atomic():
        kept = Authenticator.objects.select_for_update().filter(user_id=person.user_id)
        rows = {str(one.type): one for one in kept.filter(type__in=(APP, RECOVERY))}
        tries = FactorTry.objects.filter(person=person)
        wrong = tries.filter(at__gt=visit.at - HOUR, right=False).count()
        if wrong >= MOST_WRONG:
            return False
        again = tries.filter(at__gt=visit.at - COUNTS_ONCE, right=True, digest=mark).exists()
        right = not again and _fits(rows.get(APP), rows.get(RECOVERY), given)
        FactorTry.objects.create(
            council=visit.council, person=person, at=visit.at, digest=mark, right=right
        )
        if not right and wrong + 1 == MOST_WRONG:
            accounts.tell(visit, person, WARNING)
    return right


def _fits(app: Authenticator | None, recovery: Authenticator | None, given: str) -> bool:
    if not given.isascii() or not given.isdecimal():
        return False
    if app is not None and totp.validate_totp_code(decrypt(app.data["secret"]), given):
        return True
    return recovery is not None and bool(RecoveryCodes(recovery).validate_code(given))


def add_app(user: User, secret: str) -> None:
    """The app with this secret is the person's; one app at a time."""
    with transaction.atomic():
        Authenticator.objects.filter(user=user, type=APP).delete()
        totp.TOTP.activate(user, secret)


def recovery_codes(user: User, *, anew: bool) -> Sequence[str]:
    """The unused recovery codes; with `anew` the former ones are worth nothing from now on."""
    with transaction.atomic():
        if anew:
            Authenticator.objects.filter(user=user, type=RECOVERY).delete()
        codes: Sequence[str] = RecoveryCodes.activate(user).get_unused_codes()
    return codes


def remove(person: Person, number: int) -> bool:
    """Takes one second factor away, with the last also the recovery codes; False: not theirs."""
    with transaction.atomic():
        row = next((one for one in listed(person) if one.pk == number), None)
        if row is None:
            return False
        row.delete()
        if not listed(person):
            Authenticator.objects.filter(user_id=person.user_id).delete()
    return True


def reset(changing: Changing, person: Person) -> bool:
    """Takes all second factors from a person who has lost them; False where there are none."""
    row = Person.objects.select_related("user").get(pk=person.pk)
    user = row.user
    if user is None:
        return False
    with transaction.atomic():
        changing.change(row, user=None)
        user.delete()
    return True
