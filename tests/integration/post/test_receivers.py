"""The receiver as the council's mail server meets it: a Moothall at work, spoken to by smtplib."""

from __future__ import annotations

import hashlib
import smtplib
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from emails import raw
from servers import Installation

MOST = 200_000
OURS = "enquiries@southend.example"
PLUS = "enquiries+SOU-ENQ-1@Southend.example"
THEIRS = "enquiries@guildford.example"


@pytest.fixture(scope="module", params=["lmtp", "smtp"])
def moothall(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    filled: Installation,
) -> Iterator[Installation]:
    made = Installation(
        tmp_path_factory.mktemp(request.param),
        filled,
        MOOTHALL_LMTP_PROTOCOL=request.param,
        MOOTHALL_MAIL_MOST_BYTES=str(MOST),
    )
    made.protocol = request.param
    try:
        made.start()
        yield made
    finally:
        made.stop()


@contextmanager
def speaking(moothall: Installation) -> Iterator[smtplib.SMTP]:
    kind = smtplib.LMTP if moothall.protocol == "lmtp" else smtplib.SMTP
    with kind("127.0.0.1", moothall.lmtp) as server:
        server.timeout = 60
        server.ehlo_or_helo_if_needed()
        yield server


def bring(moothall: Installation, content: bytes, *recipients: str) -> list[int]:
    """The codes that are said after the data: LMTP has one for each recipient (RFC 2033)."""
    with speaking(moothall) as server:
        assert server.docmd("MAIL", "FROM:<ada.example@councillors.southend.example>")[0] == 250
        taken = [server.docmd("RCPT", f"TO:<{one}>")[0] for one in recipients].count(250)
        assert server.docmd("DATA")[0] == 354
        server.send(smtplib._quote_periods(content) + b"\r\n.\r\n")  # type: ignore[attr-defined]
        answers = taken if moothall.protocol == "lmtp" else 1
        codes = [server.getreply()[0] for _ in range(answers)]
        assert server.noop()[0] == 250  # nothing is left over that nobody asked for
    return codes


def message(name: str, body: str = "What is it?", *, headers: str = "") -> bytes:
    return (
        "From: Ada Example <ada.example@councillors.southend.example>\r\n"
        f"To: {OURS}\r\nSubject: {name}\r\nMessage-ID: <{name}@x.example>\r\n{headers}\r\n{body}"
    ).encode()


def kept(moothall: Installation, name: str, council: str = "southend") -> list[tuple[object, ...]]:
    return [one for one in moothall.mails(council) if one[1] == name]


def test_one_recipient_and_the_bytes_are_as_they_were_sent(moothall: Installation) -> None:
    body = "\r\n".join([".", "..two", "é ☃", "x" * 5000, "bare\nfeed", "end"])
    content = message("bytes", body, headers="Content-Type: text/plain; charset=utf-8\r\n")
    content += b"\xff\r\n"
    assert bring(moothall, content, OURS) == [250]
    (row,) = kept(moothall, "bytes")
    wanted = (content, content + b"\r\n")  # what ends the data is no part of it
    assert row[3] in {hashlib.sha256(one).hexdigest() for one in wanted}
    file = moothall.home / "mail" / str(row[3])[:2] / f"{row[3]}.eml"
    assert hashlib.sha256(file.read_bytes()).hexdigest() == row[3]
    assert moothall.settled("bytes")[0] == "case"


def test_several_recipients_are_answered_each_and_kept_once_a_council(
    moothall: Installation,
) -> None:
    codes = bring(moothall, message("several"), OURS, "ENQUIRIES@SOUTHEND.EXAMPLE", THEIRS)
    assert codes == ([250] * 3 if moothall.protocol == "lmtp" else [250])
    assert len(kept(moothall, "several")) == 1
    assert len(kept(moothall, "several", "guildford")) == 1


def test_no_council_s_address_is_refused(moothall: Installation) -> None:
    with speaking(moothall) as server:
        server.mail("ada.example@councillors.southend.example")
        for address in (
            "enquiries@nowhere.example",
            "else@southend.example",
            "bertram.sample@councillors.southend.example",
            "enquiries@southend.example.evil.example",
        ):
            assert server.rcpt(address)[0] == 550
        assert server.docmd("DATA")[0] == 503
    codes = bring(moothall, message("partly"), "else@southend.example", OURS)
    assert codes == [250]
    assert len(kept(moothall, "partly")) == 1


@pytest.mark.parametrize("recipients", [(OURS,), (OURS, THEIRS)])
def test_too_much_is_refused_for_each_recipient(
    moothall: Installation, recipients: tuple[str, ...]
) -> None:
    content = message(f"big-{len(recipients)}", "word word\r\n" * (MOST // 8))
    codes = bring(moothall, content, *recipients)
    assert codes == [552] * (len(recipients) if moothall.protocol == "lmtp" else 1)
    assert kept(moothall, f"big-{len(recipients)}") == []


def test_too_much_that_is_announced_is_refused_at_once(moothall: Installation) -> None:
    with speaking(moothall) as server:
        assert server.has_extn("size")
        assert (
            server.mail("ada.example@councillors.southend.example", [f"size={MOST + 1}"])[0] == 552
        )


@contextmanager
def locked(moothall: Installation) -> Iterator[None]:
    """Somebody else writes to the database, and takes their time."""
    connection = moothall.database.connect()
    try:
        if moothall.database.is_postgres:
            connection.execute("BEGIN")
            connection.execute("LOCK TABLE post_mail IN ACCESS EXCLUSIVE MODE")
        else:
            connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")
    finally:
        connection.close()


def test_what_cannot_be_kept_now_is_not_acknowledged_and_comes_again(
    moothall: Installation,
) -> None:
    """451: the mail server has it still, and brings it when the database is free."""
    content = message("locked")
    several = (OURS, THEIRS)
    expected = len(several) if moothall.protocol == "lmtp" else 1
    with speaking(moothall) as server:
        server.mail("ada.example@councillors.southend.example")
        for one in several:
            assert server.rcpt(one)[0] == 250
        with locked(moothall):
            assert server.docmd("DATA")[0] == 354
            server.send(content + b"\r\n.\r\n")
            assert [server.getreply()[0] for _ in range(expected)] == [451] * expected
        assert server.noop()[0] == 250
    assert kept(moothall, "locked") == []
    assert bring(moothall, content, *several) == [250] * expected
    assert len(kept(moothall, "locked")) == 1
    assert moothall.settled("locked")[0] == "case"


def test_the_same_message_brought_again_is_one(moothall: Installation) -> None:
    for _ in range(3):
        assert bring(moothall, message("again"), OURS) == [250]
    assert len(kept(moothall, "again")) == 1


def test_an_empty_sender_is_kept_and_starts_nothing(moothall: Installation) -> None:
    with speaking(moothall) as server:
        assert server.docmd("MAIL", "FROM:<>")[0] == 250
        assert server.rcpt(OURS)[0] == 250
        assert server.data(message("report"))[0] == 250
    row = moothall.settled("report")
    assert row[0] == "ignored"
    assert "report on delivery" in row[4]


def test_a_connection_that_ends_in_the_middle_leaves_nothing(moothall: Installation) -> None:
    with speaking(moothall) as server:
        server.mail("ada.example@councillors.southend.example")
        server.rcpt(OURS)
        server.docmd("DATA")
        server.send(message("half"))
        server.close()
    time.sleep(0.2)
    assert kept(moothall, "half") == []
    assert bring(moothall, message("whole"), OURS) == [250]


def test_messages_of_any_shape_are_taken(moothall: Installation) -> None:
    names = ["broken-mime", "eight-bit-headers", "nul-bytes", "huge-subject", "bounce"]
    before = len(moothall.mails())
    for name in names:
        assert bring(moothall, raw(name), OURS) == [250]
    assert len(moothall.mails()) == before + len(names)
