"""The outbox against real mail servers: taken, put off, refused, and gone in the middle of it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword
from django.conf import LazySettings
from ports import free_port
from servers import Sink

from moothall.cases.models import Outgoing
from moothall.people.models import Council
from moothall.post.carriers import Smtp, carrier
from moothall.post.sending import send_due

pytestmark = pytest.mark.django_db
State = Outgoing.State
Serve = Callable[..., Sink]
ADA, BEN, CAT = (f"{name}@councillors.southend.example" for name in ("ada", "ben", "cat"))


@pytest.fixture
def now(at: Callable[[str], datetime]) -> datetime:
    return at("2026-11-18T10:00")


@pytest.fixture(autouse=True)
def outbox(southend: Council, now: datetime) -> None:
    for name, address in (("1", ADA), ("2", BEN), ("3", CAT)):
        Outgoing.objects.create(
            council=southend,
            purpose="notice",
            once=name,
            recipient=address,
            subject=f"Straße {name}",
            body=f"Words {name}\n.a line with a dot\n",
            message_id=f"<{name}@southend.example>",
            next_try_at=now,
        )


@pytest.fixture
def send(settings: LazySettings, now: datetime) -> Callable[..., int]:
    """`send(port)`: one round against the server at that port."""

    def round_(port: int, *, after: timedelta = timedelta(0)) -> int:
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5
        with carrier() as carries:
            assert isinstance(carries, Smtp)
            return send_due(carries, at=now + after)

    return round_


def states() -> dict[str, str]:
    return dict(Outgoing.objects.order_by("pk").values_list("once", "state"))


ALL_SENT = {"1": State.SENT, "2": State.SENT, "3": State.SENT}
HOUR = timedelta(hours=1)


def test_each_goes_to_its_one_recipient_over_one_connection(
    serve: Serve, send: Callable[..., int], southend: Council
) -> None:
    sink = serve()
    assert send(sink.port) == 3
    assert states() == ALL_SENT
    assert [one.recipients for one in sink.taken] == [[ADA], [BEN], [CAT]]
    assert len(sink.sessions) == 1
    for number, one in enumerate(sink.taken, 1):
        assert one.sender == southend.address
        assert one.message["To"] == one.recipients[0]
        assert one.message["Subject"] == f"Straße {number}"
        assert one.message["Message-ID"] == f"<{number}@southend.example>"
        assert ".a line with a dot" in one.message.get_content().splitlines()
    assert send(sink.port, after=HOUR) == 0
    assert len(sink.taken) == 3


@pytest.mark.parametrize("where", ["rcpt", "data"])
@pytest.mark.parametrize(
    ("said", "state"),
    [("451 4.3.0 Later", State.QUEUED), ("550 5.1.1 No such user", State.FAILED)],
)
def test_what_the_server_says_of_one_is_no_matter_of_the_others(
    serve: Serve, send: Callable[..., int], where: str, said: str, state: str
) -> None:
    sink = serve(**{where: {BEN: said}})
    assert send(sink.port) == 2
    assert states() == {"1": State.SENT, "2": state, "3": State.SENT}
    assert said[4:] in Outgoing.objects.get(once="2").last_error
    getattr(sink, where).clear()
    send(sink.port, after=HOUR)
    assert [len(sink.to(one)) for one in (ADA, BEN, CAT)] == [1, int(state == State.QUEUED), 1]


def test_a_server_that_goes_down_is_asked_again_on_a_new_connection(
    serve: Serve, send: Callable[..., int]
) -> None:
    sink = serve(rcpt={ADA: "421 4.3.2 Going down"})
    assert send(sink.port) == 2
    assert states() == {"1": State.QUEUED, "2": State.SENT, "3": State.SENT}


def test_nobody_there_is_no_fault_of_the_mail(
    serve: Serve, send: Callable[..., int], now: datetime
) -> None:
    assert send(free_port()) == 0
    assert states() == dict.fromkeys("123", State.QUEUED)
    assert "could not be reached" in Outgoing.objects.get(once="1").last_error
    assert send(serve().port, after=HOUR) == 3


class Hangup:
    """Plays a server until `after`, then drops the connection."""

    def __init__(self, after: bytes, greeting: bytes = b"220 here") -> None:
        self.after, self.greeting = after, greeting
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.socket.getsockname()[1]
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            with connection, connection.makefile("rwb", buffering=0) as stream:
                self._play(stream)

    def _play(self, stream: socket.SocketIO) -> None:  # type: ignore[name-defined]
        stream.write(self.greeting + b"\r\n")
        inside = False  # the data, within which a server says nothing
        for line in stream:
            word = line.strip().upper()
            if self.after and word.startswith(self.after):
                return
            if inside and word != b".":
                continue
            inside = word == b"DATA"
            stream.write(b"354 go on\r\n" if inside else b"250 OK\r\n")

    def close(self) -> None:
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self.thread.join(timeout=10)


@pytest.fixture
def hangup() -> Iterator[Callable[..., Hangup]]:
    made: list[Hangup] = []

    def begin(*given: bytes) -> Hangup:
        made.append(Hangup(*given))
        return made[-1]

    yield begin
    for one in made:
        one.close()


@pytest.mark.parametrize("after", [b"EHLO", b"MAIL", b"RCPT", b"DATA", b"WORDS", b"."])
def test_a_connection_that_drops_loses_nothing(
    serve: Serve, send: Callable[..., int], hangup: Callable[..., Hangup], after: bytes
) -> None:
    """Wherever it breaks, the mail goes later and bears the same name."""
    assert send(hangup(after).port) == 0
    assert states() == dict.fromkeys("123", State.QUEUED)
    sink = serve()
    assert send(sink.port, after=HOUR) == 3
    names = [one.message["Message-ID"] for one in sink.taken]
    assert sorted(names) == [f"<{number}@southend.example>" for number in "123"]


def test_a_server_that_takes_nobody_now_ends_no_mail(
    send: Callable[..., int], hangup: Callable[..., Hangup]
) -> None:
    assert send(hangup(b"", b"554 No service for you").port) == 0
    assert states() == dict.fromkeys("123", State.QUEUED)


def _only(password: str) -> dict[str, object]:
    def authenticate(server, session, envelope, mechanism, data):  # type: ignore[no-untyped-def]
        right = isinstance(data, LoginPassword) and data.password == password.encode()
        return AuthResult(success=right, handled=right)

    return {
        "authenticator": authenticate,
        "auth_required": True,
        "auth_require_tls": False,
    }


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_wrong_password_is_put_right_without_losing_a_mail(
    serve: Serve, send: Callable[..., int], settings: LazySettings
) -> None:
    sink = serve(smtp=_only("right"))
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "moothall", "wrong"
    assert send(sink.port) == 0
    assert states() == dict.fromkeys("123", State.QUEUED)
    settings.EMAIL_HOST_PASSWORD = "right"
    assert send(sink.port, after=HOUR) == 3


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_sender_who_may_not_send_yet_ends_no_mail(serve: Serve, send: Callable[..., int]) -> None:
    """530: the settings lack a password. That is ours to put right."""
    assert send(serve(smtp=_only("right")).port) == 0
    assert states() == dict.fromkeys("123", State.QUEUED)
    assert "530" in Outgoing.objects.get(once="1").last_error


def test_nothing_goes_in_the_clear_where_tls_is_asked_for(
    serve: Serve, send: Callable[..., int], settings: LazySettings
) -> None:
    settings.EMAIL_USE_TLS = True
    sink = serve()
    assert send(sink.port) == 0
    assert sink.taken == []
    assert states() == dict.fromkeys("123", State.QUEUED)


def test_what_is_too_big_for_the_server_is_given_to_a_person(
    serve: Serve, send: Callable[..., int]
) -> None:
    Outgoing.objects.filter(once="2").update(body="word " * 10_000)
    sink = serve(smtp={"data_size_limit": 20_000})
    assert send(sink.port) == 2
    assert states() == {"1": State.SENT, "2": State.FAILED, "3": State.SENT}
    assert "552" in Outgoing.objects.get(once="2").last_error
