"""The books after the last kill: what was delivered against what is there, and what left against
what arrived. Everything is read from the database and the disk directly.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from functools import cached_property
from pathlib import Path
from typing import Any

from crash.installation import Installation
from crash.postmen import Message, Postman, Writer
from crash.sink import Copy, Sink

ENDS = {  # what must come of each sort, in the council of the sender and in any other
    "enquiry": {"case"},
    "both": {"case"},
    "reply": {"reply", "quarantined"},
    "stranger": {"quarantined"},
    "automatic": {"ignored"},
}


class Accounts:
    """Draws the books up and checks them."""

    def __init__(
        self,
        installation: Installation,
        sink: Sink,
        writer: Writer,
        postmen: list[Postman],
        killed: set[int],
    ) -> None:
        self.installation, self.sink, self.killed = installation, sink, killed
        self.written: list[Message] = writer.written
        self.tries = sum(one.tries for one in postmen)
        self.taken: Counter[tuple[str, str]] = sum((one.taken for one in postmen), Counter())
        self.copies: dict[str, list[Copy]] = defaultdict(list)
        for copy in sink.copies:
            self.copies[copy.message_id].append(copy)

    def check(self) -> None:
        self.every_message_ended_once()
        self.one_case_for_each_enquiry()
        self.its_words_stand_in_one_event()
        self.its_files_are_whole()
        self.one_mail_for_each_notice()
        self.every_mail_arrived()
        self.twice_only_where_a_kill_fell_between()
        self.nothing_rots_on_disk()
        report = self.installation.json("verify")
        assert report["clean"], report["wrong"]

    def in_words(self) -> str:
        outcomes = Counter(one["outcome"] for one in self.mails)
        twice = [copies for copies in self.copies.values() if len(copies) > 1]
        return (
            f"{len(self.written)} messages, {self.tries} deliveries, "
            f"{sum(self.taken.values())} times acknowledged: {dict(outcomes)}. "
            f"{len(self.copies)} mails sent, {len(self.sink.refused)} put off by the server, "
            f"{len(twice)} left twice with the same Message-ID."
        )

    def _table(self, table: str, *columns: str, where: str = "") -> list[dict[str, Any]]:
        rows = self.installation.rows(f"SELECT {', '.join(columns)} FROM {table} {where}")
        names = [one.split(" AS ")[-1] for one in columns]
        return [dict(zip(names, row, strict=True)) for row in rows]

    @cached_property
    def mails(self) -> list[dict[str, Any]]:
        return self._table(
            "post_mail JOIN people_council ON people_council.id = post_mail.council_id",
            *("message_id", "outcome", "why", "case_id", "event_id", "sha256", "slug"),
        )

    @cached_property
    def outgoing(self) -> list[dict[str, Any]]:
        return self._table(
            "cases_outgoing",
            *("message_id", "recipient", "state", "tries", "event_id", "person_id", "purpose"),
        )

    # -- in ---------------------------------------------------------------------------------------

    def every_message_ended_once(self) -> None:
        """Each recipient's council has the message once, with a final outcome that is right."""
        found = Counter((one["message_id"], one["slug"]) for one in self.mails)
        wanted = Counter(
            (one.message_id, council(address)) for one in self.written for address in one.recipients
        )
        assert found == wanted
        assert set(self.taken) == {
            (one.message_id, address) for one in self.written for address in one.recipients
        }
        by_id = {one.message_id: one for one in self.written}
        for row in self.mails:
            message = by_id[row["message_id"]]
            own = message.sort != "both" or row["slug"] in message.sender
            ends = ENDS[message.sort] if own else {"quarantined"}
            assert row["outcome"] in ends, (message, row)
            assert "could not be handled" not in row["why"], row

    def one_case_for_each_enquiry(self) -> None:
        cases = [one["case_id"] for one in self.mails if one["outcome"] == "case"]
        assert len(cases) == len(set(cases))
        rows = self._table("cases_case", "id")
        assert {one["id"] for one in rows} == set(cases), "a case that no message began"
        began = self._table("cases_event", "case_id", where="WHERE seq = 1")
        assert len(began) == len(cases)

    def its_words_stand_in_one_event(self) -> None:
        """What a message says was said once, in the event that it became, and nowhere else."""
        said: dict[str, set[int]] = defaultdict(set)
        for row in self._table("cases_said", "event_id", "CAST(value AS text) AS value"):
            for token in re.findall(r"token-\d+-\d+-x", row["value"] or ""):
                said[token].add(row["event_id"])
        event_of: dict[str, set[int]] = defaultdict(set)
        for row in self.mails:
            if row["event_id"]:
                event_of[row["message_id"]].add(row["event_id"])
        for message in self.written:
            assert said[message.token] == event_of[message.message_id], message

    def its_files_are_whole(self) -> None:
        digests = {one["sha256"] for one in self._table("cases_attachment", "sha256")}
        events = {one["message_id"] for one in self.mails if one["event_id"]}
        sent = {one.attached for one in self.written if one.attached and one.message_id in events}
        assert digests == sent
        assert self._on_disk("files") == digests

    def nothing_rots_on_disk(self) -> None:
        """Every file is named by a row and is what its name says; nothing unfinished is left."""
        assert self._on_disk("mail") == {one["sha256"] for one in self.mails}
        home = self.installation.home
        assert not list((home / "unfinished").iterdir())
        known = {"files", "mail", "unfinished", "secret-key"}
        rest = {one.name for one in home.iterdir()} - known
        assert all(name.startswith("moothall.sqlite3") for name in rest), rest

    def _on_disk(self, folder: str) -> set[str]:
        files = [one for one in (self.installation.home / folder).rglob("*") if one.is_file()]
        for file in files:
            assert digest(file) == file.stem, f"{file} is not whole"
        return {file.stem for file in files}

    # -- out --------------------------------------------------------------------------------------

    def one_mail_for_each_notice(self) -> None:
        addressed = {
            one["person_id"]
            for one in self._table("people_contactdetail", "person_id", where="WHERE type='email'")
        }
        notices = self._table("cases_notice", "event_id", "person_id")
        assert len(notices) > len(self.written) / 2
        wanted = Counter(
            (one["event_id"], one["person_id"]) for one in notices if one["person_id"] in addressed
        )
        mails = Counter(
            (one["event_id"], one["person_id"])
            for one in self.outgoing
            if one["purpose"] == "notice"
        )
        assert mails == wanted
        assert set(wanted.values()) == {1}

    def every_mail_arrived(self) -> None:
        assert {one["state"] for one in self.outgoing} == {"sent"}
        sent = {one["message_id"]: one["recipient"] for one in self.outgoing}
        arrived = {name: {one.recipient for one in copies} for name, copies in self.copies.items()}
        assert arrived == {name: {recipient} for name, recipient in sent.items()}

    def twice_only_where_a_kill_fell_between(self) -> None:
        """A second copy has the same Message-ID, and each copy but the last was the very last mail
        that a life brought which was then killed: accepted, and not yet written down.
        """
        last = {one.life: one for one in self.sink.copies}
        tries = {one["message_id"]: one["tries"] for one in self.outgoing}
        for name, copies in self.copies.items():
            for copy in copies[:-1]:
                assert copy.life in self.killed, copies
                assert last[copy.life] is copy, copies
            assert len(copies) <= tries[name]


def council(address: str) -> str:
    """The council of an address such as enquiries+SOU-ENQ-1@southend.example."""
    return address.rpartition("@")[2].partition(".")[0]


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
