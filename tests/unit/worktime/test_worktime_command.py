"""`moothall worktime due` as it is typed."""

from __future__ import annotations

import argparse
import json

import pytest

from moothall.worktime import cli

ASKED = ["--after", "2026-12-18T15:00", "--days", "10", "--calendar", "england-and-wales"]


@pytest.fixture
def run(capsys):
    def run(*words: str) -> tuple[int, str, str]:
        parser = argparse.ArgumentParser(prog="moothall")
        cli.add_commands(parser.add_subparsers(required=True))
        try:
            arguments = parser.parse_args(["worktime", *words])
        except SystemExit as exit_:
            status = exit_.code
        else:
            status = arguments.func(arguments)
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


def test_as_json(run):
    status, out, err = run("due", *ASKED, "--json")
    answer = json.loads(out)
    assert (status, err) == (0, "")
    assert set(answer) == {"due", "account"}
    assert answer["due"] == "2027-01-06"
    assert answer["account"][0] == {
        "date": "2026-12-18",
        "counted": False,
        "why": "Received at 15:00: the day of receipt is day 0",
    }
    assert answer["account"][-1] == {
        "date": "2027-01-06",
        "counted": True,
        "why": "Working day 10 of 10",
    }
    assert sum(day["counted"] for day in answer["account"]) == 10


def test_for_people(run):
    status, out, _ = run(
        "due",
        *("--after", "2026-12-23T17:20", "--days", "1", "--calendar", "england-and-wales"),
        *("--cut-off", "17:00", "--closed", "2026-12-24=Christmas Eve"),
    )
    assert status == 0
    assert out == (
        "Due on Wednesday 30 December 2026: 1 working day, England and Wales.\n"
        "\n"
        "Wednesday 23 December 2026     –  Received at 17:20, after 17:00: counts as received on "
        "Tuesday 29 December\n"
        "Thursday 24 December 2026      –  Council closed: Christmas Eve\n"
        "Friday 25 December 2026        –  Christmas Day\n"
        "Saturday 26 December 2026      –  Saturday\n"
        "Sunday 27 December 2026        –  Sunday\n"
        "Monday 28 December 2026        –  Boxing Day (substitute day)\n"
        "Tuesday 29 December 2026       0  Counts as the day of receipt: day 0\n"
        "Wednesday 30 December 2026     1  Working day 1 of 1\n"
    )


def test_a_plain_date_has_no_time_of_day(run):
    _, out, _ = run("due", *ASKED, "--after", "2026-12-18")
    assert out.startswith(
        "Due on Wednesday 6 January 2027: 10 working days, England and Wales.\n\n"
    )
    assert "Friday 18 December 2026        0  Received: the day of receipt is day 0\n" in out


@pytest.mark.parametrize("option", ["--after", "--days", "--calendar"])
def test_what_must_be_said_must_be_said(run, option):
    at = ASKED.index(option)
    status, out, err = run("due", *ASKED[:at], *ASKED[at + 2 :])
    assert (status, out) == (2, "")
    assert "the following arguments are required" in err
    assert option in err


@pytest.mark.parametrize(
    ("more", "due"),
    [
        (["--after", "2026-12-18"], "2027-01-06"),
        (["--after", "2026-12-19"], "2027-01-07"),
        (["--after", "2026-12-19", "--late-counts-same-day"], "2027-01-06"),
        (["--after", "2026-12-18T17:01", "--cut-off", "17:00"], "2027-01-07"),
        (["--after", "2026-12-18T17:01Z", "--cut-off", "17:00"], "2027-01-07"),
        (["--calendar", "scotland"], "2027-01-07"),
        (["--count", "2", "--unit", "months"], "2027-02-18"),
        (["--closed", "2026-12-24=Eve", "--closed", "2026-12-29=Boiler"], "2027-01-08"),
    ],
)
def test_each_option_counts(run, more, due):
    status, out, _ = run("due", *ASKED, *more, "--json")
    assert (status, json.loads(out)["due"]) == (0, due)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (["--days", "1000"], "Once GOV.UK has published the bank holidays up to 2029"),
        (["--after", "2018-12-18"], "Tuesday 18 December 2018 is outside the calendar"),
        (["--calendar", "englnd"], "Did you mean 'england-and-wales'?"),
        (["--unit", "month"], "'month' is not a unit of time"),
        (["--days", "-1"], "-1 is less than nought"),
        (["--days", "ten"], "invalid int value: 'ten'"),
        (["--after", "2026-12-32"], "'2026-12-32' is not a day or moment"),
        (["--after", "2026-12-18T25:00"], "Write it as 2026-12-18 or 2026-12-18T15:00"),
        (["--cut-off", "5pm"], "'5pm' is not a time of day. Write it as 17:00."),
        (["--cut-off", "17:00Z"], "give it without a time zone"),
        (["--closed", "Christmas"], "'Christmas' is not a closure day"),
        (["--closed", "2026-12-24"], "Say why the council is closed on Thursday 24 December"),
        (["--closed", "2036-12-24=Eve"], "The council's closure day (Eve) cannot be used"),
    ],
)
def test_what_cannot_be_answered_is_said_on_stderr(run, more, says):
    status, out, err = run("due", *ASKED, *more)
    assert (status, out) == (2, "")
    assert says in err


def test_a_broken_calendar_is_said_on_stderr(run, monkeypatch, tmp_path):
    (tmp_path / "rutland.yaml").write_text("title: Rutland\n", "utf-8")
    load = cli.load_calendar
    monkeypatch.setattr(cli, "load_calendar", lambda name: load(name, folder=tmp_path))
    status, out, err = run("due", *ASKED, "--calendar", "rutland")
    assert (status, out) == (2, "")
    assert "rutland.yaml:1: a calendar needs `covers:`. Add it." in err


def test_a_verb_is_needed(run):
    status, _, err = run()
    assert status == 2
    assert "required" in err
