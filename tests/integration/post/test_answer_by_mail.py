"""One enquiry wholly by mail, through real servers: asked, notified, answered by replying; and what
the protocol forbids held at the envelope, with nothing reaching anybody.
"""

from __future__ import annotations

import json
import smtplib
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import pytest
from emails import raw
from ports import free_port
from servers import Installation, Sink, Sinking, Taken, wait_for

ADA = "ada.example@councillors.southend.example"
BERTRAM = "bertram.sample@councillors.southend.example"
HATTIE, SAM = "hattie.hub@southend.example", "sam.stencil@southend.example"
OURS = "enquiries@southend.example"
ANSWER = "The lamp was replaced this morning."


class Council(Installation):
    """A Moothall at work between a council's people, who have mail programs and nothing else."""

    sink: Sink

    def post(self, message: EmailMessage, *recipients: str) -> None:
        """As the council's mail server delivers it; one it refuses it would send back."""
        with smtplib.LMTP("127.0.0.1", self.lmtp) as server:
            server.ehlo_or_helo_if_needed()
            server.mail(message["From"].addresses[0].addr_spec)
            taken = [server.rcpt(one)[0] for one in recipients].count(250)
            assert taken
            assert server.data(message.as_bytes())[0] == 250

    def mail_to(self, address: str, *, count: int = 1) -> Taken:
        """The `count`-th mail that this address has had."""
        wait_for(lambda: len(self.sink.to(address)) >= count, says=f"mail {count} to {address}")
        return self.sink.to(address)[count - 1]

    def case(self, reference: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.run("case", "show", reference, "--json"))
        return found

    def state(self, reference: str) -> str:
        (row,) = self.database.rows(f"SELECT state FROM cases_case WHERE reference = '{reference}'")
        return str(row[0])

    def all_sent(self) -> None:
        """Waits until nothing is left to leave."""
        waiting = "SELECT 1 FROM cases_outgoing WHERE state IN ('queued', 'sending')"
        wait_for(lambda: not self.database.rows(waiting), says="an empty outbox")

    def asked(self, subject: str) -> tuple[str, Taken]:
        """Ada asks, the hub gives it to Sam; the reference, and the notice that Sam has."""
        had = len(self.sink.to(SAM))
        self.post(written(ADA, OURS, subject, "It is out. When will it be mended?"), OURS)
        wait_for(lambda: self._acknowledged(subject), says="the acknowledgement")
        reference = self._acknowledged(subject)
        assert reference
        self.run("case", "act", reference, "assign", "--by", "hattie-hub", "given_to=sam-stencil")
        notice = self.mail_to(SAM, count=had + 1)
        self.all_sent()
        return reference, notice

    def _acknowledged(self, subject: str) -> str:
        subjects = [str(one.message["Subject"]) for one in self.sink.to(ADA)]
        return next((s[1:].partition("]")[0] for s in subjects if s.endswith(f"] {subject}")), "")


def written(sender: str, to: str, subject: str, text: str, **headers: str) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, to, subject
    made["Message-ID"] = (
        f"<{abs(hash((sender, subject, text, *headers.values())))}@postmen.example>"
    )
    made["Date"] = datetime.now(UTC)
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


def reply(notice: Taken, text: str, **headers: str) -> EmailMessage:
    """As a mail program makes it: to Reply-To, with the references, the notice quoted below."""
    asked = notice.message
    quoted = "\n".join(f"> {line}" for line in asked.get_content().splitlines())
    return written(
        notice.recipients[0],
        str(asked["Reply-To"]),
        f"Re: {asked['Subject']}",
        f"{text}\n\nOn 18 Nov 2026 at 10:05, {asked['From']} wrote:\n{quoted}\n",
        in_reply_to=str(asked["Message-ID"]),
        references=str(asked["Message-ID"]),
        **headers,
    )


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory, filled: Installation) -> Iterator[Council]:
    sink = Sink(port=free_port())
    server = Sinking(sink, hostname="127.0.0.1", port=sink.port, ready_timeout=20)
    server.start()
    made = Council(
        tmp_path_factory.mktemp("council"),
        filled,
        MOOTHALL_SMTP_HOST="127.0.0.1",
        MOOTHALL_SMTP_PORT=str(sink.port),
    )
    made.sink = sink
    try:
        made.start()
        yield made
    finally:
        made.stop()
        server.finish()


def test_an_officer_answers_by_replying_and_the_councillor_has_it(council: Council) -> None:
    reference, notice = council.asked("Light in Elm Road")
    assert str(notice.message["Reply-To"]) == f"enquiries+{reference}@southend.example"
    assert "When will it be mended?" in notice.message.get_content()
    had = len(council.sink.to(ADA))
    council.post(reply(notice, ANSWER), str(notice.message["Reply-To"]))
    told = council.mail_to(ADA, count=had + 1)
    assert ANSWER in told.message.get_content()
    assert ">" not in told.message.get_content()  # what was quoted is not sent round again
    case = council.case(reference)
    assert case["state"] == "answered"
    assert [one["text"] for one in case["messages"]][-1] == ANSWER
    clock = next(one for one in case["clocks"] if one["act"] == "enquiry.answer")
    assert clock["met_at"]
    assert council.settled(f"Re: {notice.message['Subject']}")[0] == "reply"


@pytest.mark.parametrize("how", ["named", "silently"])
def test_a_copy_without_consent_is_held_and_reaches_nobody(council: Council, how: str) -> None:
    reference, notice = council.asked(f"Bins copied {how}")
    plus = str(notice.message["Reply-To"])
    before = len(council.sink.taken)
    had = len(council.sink.to(SAM))
    if how == "named":
        council.post(reply(notice, ANSWER, cc=BERTRAM), plus)
    else:
        council.post(reply(notice, ANSWER), plus, BERTRAM)  # in the envelope alone
    row = council.settled(f"Re: {notice.message['Subject']}")
    assert row[0] == "quarantined"
    assert "9.1.14" in row[4]
    told = council.mail_to(SAM, count=had + 1).message.get_content()
    assert "Clause 9.1.14" in told
    assert "Instead you may send a separate letter of its own:" in told
    assert f"/cases/{reference}/do/send_separately/" in told
    assert ("hidden copy" in told) == (how == "silently")
    council.all_sent()
    assert [one.recipients for one in council.sink.taken[before:]] == [[SAM]]
    assert council.sink.to(BERTRAM) == []
    assert council.state(reference) == "assigned"


def test_the_permitted_way_goes_through(council: Council) -> None:
    """After a hold the same words without the copy are an answer."""
    _, notice = council.asked("Kerb")
    plus = str(notice.message["Reply-To"])
    had_sam, had_ada = len(council.sink.to(SAM)), len(council.sink.to(ADA))
    council.post(reply(notice, ANSWER, cc=BERTRAM), plus)
    held = council.mail_to(SAM, count=had_sam + 1)
    again = reply(held, "The kerb is mended.")  # an answer to the mail that said why
    council.post(again, str(held.message["Reply-To"]))
    told = council.mail_to(ADA, count=had_ada + 1).message.get_content()
    assert "The kerb is mended." in told


def test_one_recipient_has_one_mail_and_nobody_is_hidden(council: Council) -> None:
    """Of everything that has left in this module (decision 0003)."""
    assert len(council.sink.taken) > 10
    for one in council.sink.taken:
        (recipient,) = one.recipients
        assert str(one.message["To"]) == recipient
        assert one.message["Cc"] is None
        assert one.message["Bcc"] is None
    names = [str(one.message["Message-ID"]) for one in council.sink.taken]
    assert len(names) == len(set(names))


def test_an_answering_machine_behind_a_notice_changes_nothing(council: Council) -> None:
    reference, notice = council.asked("Gully")
    before = len(council.sink.taken)
    away = reply(notice, "I am away.", auto_submitted="auto-replied")
    council.post(away, str(notice.message["Reply-To"]))
    assert council.settled(f"Re: {notice.message['Subject']}")[0] == "ignored"
    council.all_sent()
    assert len(council.sink.taken) == before
    assert council.state(reference) == "assigned"


def test_messages_from_files_have_their_outcomes_in_order(council: Council) -> None:
    names = ["html-only", "auto-rfc3834", "stranger", "html-only"]
    files = []
    for number, name in enumerate(names):
        file = council.home / f"{number}-{name}.eml"
        file.write_bytes(raw(name))
        files.append(str(file))
    said = council.run("post", "receive", "--council", "southend", "--json", *files)
    rows = json.loads(said)
    assert [one["file"] for one in rows] == files
    wanted = ["case", "ignored", "quarantined", "ignored"]
    assert [one["outcome"] for one in rows] == wanted
    assert rows[3]["reference"] == rows[0]["reference"]
    assert all(one["why"] for one in rows)


def test_the_log_is_sound_after_all_that(council: Council) -> None:
    council.run("verify")
