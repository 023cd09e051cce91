"""Any bytes at all: never a crash, nothing lost, exactly one outcome, and one only."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import transaction
from emails import EXPECTED, raw
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from moothall.cases.models import Case, Event, Outgoing
from moothall.people.models import Council
from moothall.post.models import Mail
from moothall.post.quoting import newly_written
from moothall.post.reading import Incoming, read
from moothall.post.receive import receive_file
from moothall.post.store import raw_of

FINAL = {"case", "reply", "ignored", "quarantined"}
CORPUS = [raw(name) for name in EXPECTED]
ADA = b"ada.example@councillors.southend.example"
# Pieces of which mail is made, in any order and of any content.
NAMES = st.sampled_from(
    [
        *(b"From", b"To", b"Cc", b"Bcc", b"Subject", b"Message-ID", b"In-Reply-To", b"References"),
        *(b"Date", b"Content-Type", b"Content-Transfer-Encoding", b"Content-Disposition"),
        *(b"Authentication-Results", b"Auto-Submitted", b"Received", b"MIME-Version", b"List-Id"),
    ]
)
VALUES = st.sampled_from(
    [
        ADA,
        b"<" + ADA + b">",
        b'"\xe9" <' + ADA + b">",
        b"sam.stencil@southend.example",
        b"enquiries+SOU-ENQ-1@southend.example",
        b"enquiries@southend.example",
        b"Re: [SOU-ENQ-1] \xff",
        b"=?utf-8?b?4oCT?= =?x?q?=\xff?=",
        b"=?utf-8?b?abcde?=",
        b"<1@x.example> <2@x.example>",
        b"<\xe9@x.example>",
        b"multipart/mixed; boundary=b",
        b'multipart/alternative; boundary*0="b"; boundary*1*=x',
        b"multipart/report",
        b"text/html; charset=utf-16",
        b"text/plain; charset=\x00; format=flowed; delsp=yes",
        b"text/plain; charset*=a'b'c%ff",
        b"message/rfc822",
        b"base64",
        b"x-uuencode",
        b"attachment; filename*0*=utf-8''%ff; filename*1=\xe9/../x",
        b"mx; dmarc=pass (\x00) header.from=x",
    ]
) | st.binary(max_size=60)
HEADER = st.tuples(NAMES, VALUES).map(lambda one: one[0] + b": " + one[1] + b"\r\n")
BODY = st.lists(
    st.sampled_from(
        [
            *(
                b"\r\n--b\r\n",
                b"\r\n--b--\r\n",
                b"\r\n\r\n",
                b"\n",
                b"> quoted\r\n",
                b"\x00",
                b"\xff",
            ),
            *(
                b"On 1 Jan 2027 at 10:00 x <x@x.example> wrote:\r\n",
                b"From: x\r\nSent: y\r\nTo: z\r\n",
            ),
            *(
                b"<p><b a='>",
                b"</script",
                b"<!--",
                b"&#xD800;",
                b"begin 644 x\r\n",
                b"=E9=\r\n",
                b"JVBERi==",
            ),
        ]
    )
    | st.binary(max_size=80)
    | HEADER,
    max_size=12,
).map(b"".join)
MADE = st.tuples(st.lists(HEADER, max_size=8).map(b"".join), BODY).map(
    lambda one: one[0] + b"\r\n" + one[1]
)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A real-shaped message with some bytes changed, cut out or put in."""
    found = bytearray(draw(st.sampled_from(CORPUS)))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(found)))
        end = start + draw(st.integers(0, 40))
        found[start:end] = draw(st.binary(max_size=40))
    return bytes(found)


ANY = st.one_of(st.binary(max_size=400), MADE, damaged())


@settings(max_examples=250, deadline=None)
@given(ANY)
@example(b"")
@example(b"\r\n")
@example(b"Content-Type: message/rfc822\r\n\r\n" * 2000)
def test_any_bytes_are_read(content: bytes) -> None:
    found = read(content)
    head = read(content, whole=False)
    assert isinstance(found, Incoming)
    assert (head.message_id, head.senders) == (found.message_id, found.senders)
    new = newly_written(found.text, subject=found.subject)
    shown = [found.subject, found.text, new, *(one.name for one in found.files)]
    for text in [*shown, *(value for _, value in found.headers)]:
        assert "\x00" not in text
        text.encode("utf-8")  # no half characters: every database takes it
    assert all(len(one) <= 254 for one in (*found.senders, *found.recipients))


@pytest.fixture
def council(southend: Council, now: datetime) -> Council:
    assert receive_file(southend, raw("plain"), at=now).outcome == "case"
    return southend


@pytest.mark.django_db
@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(content=ANY)
def test_any_bytes_become_one_thing_once(council: Council, now: datetime, content: bytes) -> None:
    place = transaction.savepoint()
    before = Case.objects.count()
    mail = receive_file(council, content, at=now)
    stored = Mail.objects.get(pk=mail.pk)
    assert stored.outcome in FINAL
    assert stored.why
    assert "could not be handled" not in stored.why
    assert raw_of(stored) == content
    assert (stored.outcome in ("case", "reply")) == (stored.event is not None)
    assert Case.objects.count() - before == (stored.outcome == "case" and content != raw("plain"))
    left = Event.objects.count(), Outgoing.objects.count(), Mail.objects.count()
    again = receive_file(council, content, at=now)
    assert again.pk == mail.pk
    assert (Event.objects.count(), Outgoing.objects.count(), Mail.objects.count()) == left
    if read(content).message_id and stored.outcome in ("case", "reply"):
        other_way = receive_file(council, b"X-Way: another\r\n" + content, at=now)
        assert other_way.outcome in ("ignored", "quarantined")
        assert Event.objects.count() == left[0]
    transaction.savepoint_rollback(place)


@pytest.mark.django_db
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(content=damaged())
def test_no_machine_and_no_report_is_ever_answered(
    council: Council, now: datetime, content: bytes
) -> None:
    """Whatever a message says, an empty envelope sender gets no answer (RFC 3834)."""
    place = transaction.savepoint()
    before = Outgoing.objects.count()
    mail = receive_file(council, content, at=now, envelope_from="<>")
    assert mail.outcome in FINAL
    if mail.pk != Mail.objects.order_by("pk")[0].pk:
        assert mail.outcome == "ignored"
    assert Outgoing.objects.count() == before
    transaction.savepoint_rollback(place)
