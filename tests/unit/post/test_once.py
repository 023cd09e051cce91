"""The same message settles once, by whichever way it comes and whoever borrows its name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from emails import letter

from moothall.cases.models import Case, Outgoing
from moothall.people.models import Council, Person
from moothall.post.models import Mail
from moothall.post.receive import receive_file
from moothall.post.store import keep

pytestmark = pytest.mark.django_db
Find = Callable[[Council, str], Person]
Receive = Callable[..., Mail]
ADA = "ada.example@councillors.southend.example"


def mails(purpose: str) -> list[Outgoing]:
    return list(Outgoing.objects.filter(purpose=purpose).order_by("pk"))


def test_the_same_bytes_twice_are_one_mail(southend: Council, now: datetime) -> None:
    raw = letter(ADA, to="enquiries@southend.example", message_id="<1@x.example>")
    first, second = (receive_file(southend, raw, at=now) for _ in range(2))
    assert first == second
    assert (Mail.objects.count(), Case.objects.count()) == (1, 1)


@pytest.mark.parametrize("extra", [b"Received: from mx.example\r\n", b"X-Checked: yes\r\n"])
def test_the_same_message_id_twice_makes_one_case(
    southend: Council, now: datetime, extra: bytes
) -> None:
    raw = letter(ADA, to="enquiries@southend.example", message_id="<1@x.example>")
    first = receive_file(southend, raw, at=now)
    second = receive_file(southend, extra + raw, at=now)
    assert (first.outcome, second.outcome) == ("case", "ignored")
    assert second.case == first.case
    assert f"received before (case, {first.case})" in second.why
    assert Case.objects.count() == 1


def test_without_a_message_id_other_bytes_are_another_message(
    southend: Council, now: datetime
) -> None:
    raw = letter(ADA, to="enquiries@southend.example")
    receive_file(southend, raw, at=now)
    receive_file(southend, raw + b"\r\nAnd the next one?", at=now)
    assert Case.objects.count() == 2


def test_a_borrowed_message_id_keeps_nobody_out(southend: Council, now: datetime) -> None:
    """Whoever sends first under a councillor's Message-ID does not have the councillor's mail
    taken for a second copy of it."""
    southend.receiving_server = "mx.southend.example"
    southend.save()
    plain = letter(ADA, to="enquiries@southend.example", message_id="<1@x.example>")
    forged = b"Authentication-Results: mx.southend.example; dmarc=fail\r\n" + plain
    stranger = letter(
        "somebody@evil.example",
        to="enquiries@southend.example",
        message_id="<1@x.example>",
        authentication_results="mx.southend.example; dmarc=pass header.from=evil.example",
    )
    genuine = (
        b"Authentication-Results: mx.southend.example; dmarc=pass "
        b"header.from=councillors.southend.example\r\n" + plain
    )
    outcomes = [receive_file(southend, raw, at=now).outcome for raw in (forged, stranger, genuine)]
    assert outcomes == ["quarantined", "quarantined", "case"]


def test_somebody_else_s_message_under_the_same_id_is_not_lost(
    southend: Council, now: datetime
) -> None:
    """Scanners and some programs give every message the same Message-ID."""
    bertram = "bertram.sample@councillors.southend.example"
    outcomes = [
        receive_file(southend, letter(one, to=southend.address, message_id="<1@x.example>"), at=now)
        for one in (ADA, bertram, "somebody@elsewhere.example")
    ]
    assert [one.outcome for one in outcomes] == ["case", "case", "quarantined"]
    assert Case.objects.count() == 2


def test_two_councils_each_have_their_own(
    southend: Council, guildford: Council, now: datetime
) -> None:
    raw = letter("somebody@elsewhere.example", to="both@x.example", message_id="<1@x.example>")
    for council in (southend, guildford):
        assert receive_file(council, raw, at=now).outcome == "quarantined"
    assert Mail.objects.count() == 2


def test_what_cannot_stand_in_a_database_is_kept_all_the_same(
    southend: Council, now: datetime
) -> None:
    mail, new = keep(
        southend, b"x", at=now, envelope_from="a\x00\udce9@x.example", envelope_to=["\udce9\x00"]
    )
    mail.refresh_from_db()
    assert new
    assert (mail.envelope_from, mail.envelope_to) == ("a\ufffd@x.example", ["\ufffd"])
