"""The command line as others use it: one enquiry from e-mail to answer, in real processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ENQUIRY = """\
From: Councillor Ada Example <ada.example@councillors.southend.example>
To: enquiries@southend.example
Subject: Broken street light in Elm Road
Message-ID: <elm-road-1@councillors.southend.example>
Date: Fri, 18 Dec 2026 15:00:00 +0000
Content-Type: text/plain; charset=utf-8

The light outside number 12 has been out for a fortnight. When will it be mended?
"""
STRANGER = """\
From: Somebody Else <somebody@elsewhere.example>
To: enquiries@southend.example
Subject: Hello
Message-ID: <hello-1@elsewhere.example>

Can you help?
"""
AUTOMATIC = """\
From: Councillor Ada Example <ada.example@councillors.southend.example>
To: enquiries@southend.example
Subject: Automatic reply: away
Auto-Submitted: auto-replied
Message-ID: <away-1@councillors.southend.example>

I am away.
"""


class Installation:
    """A data folder and the `moothall` command upon it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.environment = {
            **os.environ,
            "MOOTHALL_HOME": str(home),
            "MOOTHALL_DEMO": "1",
            "DATABASE_URL": f"sqlite:///{home / 'contract.sqlite3'}",
            "PYTHONWARNINGS": "error",
        }

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "moothall", *words],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def json(self, *words: str, status: int = 0) -> Any:
        done = self.run(*words, "--json")
        assert done.returncode == status, (words, done.returncode, done.stderr)
        return json.loads(done.stdout)

    def mail(self, name: str, text: str) -> str:
        file = self.home / name
        file.write_text(text)
        return str(file)


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    made = Installation(tmp_path_factory.mktemp("home"))
    loaded = made.run("demo", "--load-only")
    assert loaded.returncode == 0, loaded.stderr
    return made


@pytest.fixture(scope="module")
def reference(installation: Installation) -> str:
    received = installation.json(
        "post",
        "receive",
        "--council",
        "southend",
        "--at",
        "2026-12-18T15:00",
        installation.mail("elm-road.eml", ENQUIRY),
    )
    assert [one["outcome"] for one in received] == ["case"]
    found: str = received[0]["reference"]
    return found


def test_the_due_date_and_its_account(installation: Installation) -> None:
    due = installation.json(
        "worktime",
        "due",
        "--after",
        "2026-12-18T15:00",
        "--days",
        "10",
        "--calendar",
        "england-and-wales",
    )
    assert due["due"] == "2027-01-06"
    assert sum(day["counted"] for day in due["account"]) == 10
    assert {"date", "counted", "why"} <= set(due["account"][0])


def test_a_received_enquiry_has_its_clock_and_clause(
    installation: Installation, reference: str
) -> None:
    case = installation.json("case", "show", reference)
    answer = next(clock for clock in case["clocks"] if clock["act"] == "enquiry.answer")
    assert answer["due"] == answer["original_due"] == "2027-01-06"
    assert answer["clause"] == "9.1.5"
    assert answer["met_at"] is None
    assert {"state", "parties", "events", "messages"} <= set(case)


def test_every_message_has_an_outcome_in_order(installation: Installation, reference: str) -> None:
    files = [
        installation.mail("again.eml", ENQUIRY),
        installation.mail("stranger.eml", STRANGER),
        installation.mail("away.eml", AUTOMATIC),
    ]
    received = installation.json("post", "receive", "--council", "southend", *files)
    assert [one["file"] for one in received] == files
    assert [one["outcome"] for one in received] == ["ignored", "quarantined", "ignored"]
    assert all(one["why"] for one in received)


def test_what_the_protocol_forbids_is_refused_with_its_clause(
    installation: Installation, reference: str
) -> None:
    installation.json(
        "case", "act", reference, "assign", "--by", "hattie-hub", "given_to=sam-stencil"
    )
    refused = installation.json(
        "case",
        "act",
        reference,
        "answer",
        "--by",
        "sam-stencil",
        "answer=It will be mended on Monday.",
        "copies=bertram-sample",
        status=2,
    )
    assert "9.1.14" in json.dumps(refused)
    assert "correspondence.send_separately" in json.dumps(refused)
    assert installation.json("case", "show", reference)["state"] != "answered"


def test_the_answer_meets_the_clock(installation: Installation, reference: str) -> None:
    case = installation.json("case", "show", reference)
    if case["state"] == "received":
        installation.json(
            "case", "act", reference, "assign", "--by", "hattie-hub", "given_to=sam-stencil"
        )
    installation.json(
        "case",
        "act",
        reference,
        "answer",
        "--by",
        "sam-stencil",
        "--at",
        "2026-12-22T11:00",
        "answer=It was mended this morning.",
    )
    case = installation.json("case", "show", reference)
    assert case["state"] == "answered"
    answer = next(clock for clock in case["clocks"] if clock["act"] == "enquiry.answer")
    assert answer["met_at"]
    assert any("mended this morning" in json.dumps(message) for message in case["messages"])


def test_the_log_verifies(installation: Installation, reference: str) -> None:
    assert installation.run("verify").returncode == 0
    assert installation.run("verify", "--rebuild").returncode == 0
    assert installation.run("verify").returncode == 0


@pytest.mark.parametrize("council", ["southend", "wiltshire", "guildford", "wantage"])
def test_each_protocol_answers_for_itself(installation: Installation, council: str) -> None:
    assert installation.json("protocol", "check", council)["errors"] == 0
    assert installation.json("protocol", "test", council)["failed"] == []
    coverage = installation.json("protocol", "coverage", council)
    assert coverage["rules_unnoticed"] == 0
    left = coverage["lists"]["not_acting"]
    assert coverage["acting"] + len(left) == coverage["executable"]
    assert coverage["decided"] == coverage["executable"] > 0
    assert installation.json("protocol", "show", council)["clauses"]


def test_asking(installation: Installation) -> None:
    answer = installation.json(
        "ask", "southend", "correspondence.copy", "actor=officer", "copy.to=councillor"
    )
    assert answer["outcome"] == "forbidden"
    assert answer["strength"] == "must"
    assert {"clause", "kind", "says"} <= set(answer["grounds"][0])
    assert {"needs", "decider", "clocks", "notices", "depends"} <= set(answer)


@pytest.mark.parametrize(
    "words",
    [
        ("ask", "southend", "correspondence.cpoy"),
        ("ask", "southland", "correspondence.copy"),
        ("ask", "southend", "correspondence.copy", "actor=oficer"),
        ("case", "show", "SOU-ENQ-99999"),
        ("post", "receive", "--council", "nowhere", "x.eml"),
        ("worktime", "due", "--after", "2099-01-01", "--days", "3", "--calendar", "scotland"),
    ],
)
def test_a_slip_gets_a_sentence_and_status_2(
    installation: Installation, words: tuple[str, ...]
) -> None:
    done = installation.run(*words)
    assert done.returncode == 2
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr


def test_every_kind_says_its_acts_its_states_and_where_it_is_on(installation: Installation) -> None:
    found = {one["kind"]: one for one in installation.json("procedures")}
    enquiry, contact = found["enquiry"], found["contact"]
    assert {"submit", "acknowledge", "answer", "close"} <= set(enquiry["acts"])
    assert {"received", "answered", "closed"} <= set(enquiry["states"])
    assert enquiry["on"] == dict.fromkeys(("guildford", "southend", "wantage", "wiltshire"), True)
    assert contact["on"]["wantage"] and not contact["on"]["wiltshire"]
