"""GOV.UK Notify as a carrier, against a server that speaks as Notify does and checks it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import LazySettings
from emails import raw
from ports import free_port

from moothall.cases.models import Outgoing
from moothall.people.models import Council
from moothall.post.carriers import carrier
from moothall.post.notify import Notify
from moothall.post.receive import receive_file
from moothall.post.sending import send_due

pytestmark = pytest.mark.django_db
State = Outgoing.State
SERVICE = "26785a09-ab16-4eb0-8407-a37497a57506"
SECRET = "3d844edf-8d35-48ac-975b-e847b4f122b0"
TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"


def decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


class FakeNotify(ThreadingHTTPServer):
    """`status` is what it answers; with `silent` it takes the mail and drops the connection."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.status, self.silent = 201, False
        self.taken: list[dict[str, object]] = []
        self.asked: list[str] = []


class Handler(BaseHTTPRequestHandler):
    server: FakeNotify

    def log_message(self, *_given: object) -> None:
        return

    def signed(self) -> bool:
        """As RFC 7519 and Notify's documentation have it."""
        bearer, _, token = self.headers["Authorization"].partition(" ")
        head, claims, signature = token.split(".")
        wanted = hmac.new(SECRET.encode(), f"{head}.{claims}".encode(), hashlib.sha256).digest()
        found = json.loads(decoded(claims))
        return (
            bearer == "Bearer"
            and json.loads(decoded(head)) == {"typ": "JWT", "alg": "HS256"}
            and hmac.compare_digest(decoded(signature), wanted)
            and found["iss"] == SERVICE
            and isinstance(found["iat"], int)
        )

    def answer(self, status: int, body: object) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_POST(self) -> None:
        mail = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if not self.signed():
            return self.answer(403, {"errors": [{"message": "Invalid token: signature"}]})
        if self.server.status != 201:
            return self.answer(self.server.status, {"errors": [{"message": "as told"}]})
        self.server.taken.append({"path": self.path, **mail})
        if self.server.silent:
            return self.connection.close()
        return self.answer(201, {"id": "1", "reference": mail["reference"]})

    def do_GET(self) -> None:
        if not self.signed():
            return self.answer(403, {"errors": []})
        reference = parse_qs(urlsplit(self.path).query)["reference"][0]
        self.server.asked.append(reference)
        found = [one for one in self.server.taken if one["reference"] == reference]
        return self.answer(200, {"notifications": found})


@pytest.fixture
def notify(settings: LazySettings) -> Iterator[FakeNotify]:
    server = FakeNotify()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    settings.NOTIFY_KEY = f"moothall-{SERVICE}-{SECRET}"
    settings.NOTIFY_TEMPLATE = TEMPLATE
    settings.NOTIFY_URL = f"http://127.0.0.1:{server.server_port}"
    yield server
    server.shutdown()
    server.server_close()
    thread.join(timeout=10)


@pytest.fixture
def now(at: Callable[[str], datetime]) -> datetime:
    return at("2026-11-18T10:00")


@pytest.fixture
def mail(southend: Council, now: datetime) -> Outgoing:
    return Outgoing.objects.create(
        council=southend,
        purpose="notice",
        once="abc:1:requester",
        recipient="ada.example@councillors.southend.example",
        subject="[SOU-ENQ-1] Café",
        body="Dear Ada,\n\nIt is mended.\n",
        message_id="<1@southend.example>",
        next_try_at=now,
    )


def send(at: datetime) -> int:
    with carrier() as carries:
        assert isinstance(carries, Notify)
        return send_due(carries, at=at)


def test_it_is_taken_with_the_council_s_template(
    notify: FakeNotify, mail: Outgoing, now: datetime
) -> None:
    assert send(now) == 1
    assert notify.taken == [
        {
            "path": "/v2/notifications/email",
            "email_address": mail.recipient,
            "template_id": TEMPLATE,
            "personalisation": {"subject": mail.subject, "body": mail.body},
            "reference": mail.once,
        }
    ]
    mail.refresh_from_db()
    assert mail.state == State.SENT
    assert send(now + timedelta(days=1)) == 0


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (400, State.FAILED),
        (403, State.QUEUED),
        (404, State.QUEUED),
        (429, State.QUEUED),
        (500, State.QUEUED),
        (503, State.QUEUED),
    ],
)
def test_only_what_is_wrong_with_the_mail_ends_it(
    notify: FakeNotify, mail: Outgoing, now: datetime, status: int, state: str
) -> None:
    notify.status = status
    assert send(now) == 0
    mail.refresh_from_db()
    assert mail.state == state
    assert f"Notify said {status}" in mail.last_error
    notify.status = 201
    assert send(now + timedelta(hours=1)) == int(state == State.QUEUED)
    assert len(notify.taken) == int(state == State.QUEUED)


def test_a_wrong_key_is_refused_and_loses_nothing(
    notify: FakeNotify, mail: Outgoing, now: datetime, settings: LazySettings
) -> None:
    settings.NOTIFY_KEY = f"moothall-{SERVICE}-{TEMPLATE}"
    assert send(now) == 0
    assert notify.taken == []
    mail.refresh_from_db()
    assert mail.state == State.QUEUED
    assert "signature" in mail.last_error


def test_what_was_taken_unheard_is_not_sent_twice(
    notify: FakeNotify, mail: Outgoing, now: datetime
) -> None:
    notify.silent = True
    assert send(now) == 0
    mail.refresh_from_db()
    assert mail.state == State.QUEUED
    notify.silent = False
    assert send(now + timedelta(hours=1)) == 1
    assert len(notify.taken) == 1
    assert notify.asked == [mail.once]


def test_nobody_there_is_no_fault_of_the_mail(
    mail: Outgoing, now: datetime, notify: FakeNotify, settings: LazySettings
) -> None:
    settings.NOTIFY_URL = f"http://127.0.0.1:{free_port()}"
    assert send(now) == 0
    mail.refresh_from_db()
    assert mail.state == State.QUEUED


def test_files_that_notify_does_not_carry_are_named(
    notify: FakeNotify, southend: Council, now: datetime
) -> None:
    receive_file(southend, raw("attachments"), at=now)
    send(now)
    body = str(notify.taken[0]["personalisation"])
    assert "Straße.pdf" in body
    assert "You find it on the page named above." in body
