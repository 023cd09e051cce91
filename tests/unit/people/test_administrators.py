"""The first administrator comes from the command line, and what it does is in the log."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from moothall.config import cli
from moothall.people.models import Change, Council, Membership, Person
from moothall.people.roles import roles_of

pytestmark = pytest.mark.django_db
ADA = "ada.example@councillors.southend.example"


@pytest.fixture(autouse=True)
def council(southend: Council) -> Council:
    return southend


def run(*arguments: str) -> int:
    return cli.main(["people", "administrator", *arguments, "--council", "southend"])


def roles(slug: str) -> frozenset[str]:
    return roles_of(
        Person.objects.get(slug=slug, council__slug="southend"), on=datetime.now(UTC).date()
    )


@pytest.mark.parametrize("who", ["ada-example", ADA, ADA.upper()])
def test_somebody_becomes_administrator_and_is_told_what_is_next(
    who: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(who) == 0
    assert "administrator" in roles("ada-example")
    said = capsys.readouterr().out
    assert "Ada Example is now an administrator" in said
    assert "/southend/sign-in/" in said


def test_twice_is_once(capsys: pytest.CaptureFixture[str]) -> None:
    run("ada-example")
    before = Membership.objects.count()
    assert run("ada-example") == 0
    assert Membership.objects.count() == before
    assert "already" in capsys.readouterr().out


def test_it_ends_and_what_else_the_person_is_stays() -> None:
    run("ada-example")
    assert run("ada-example", "--remove") == 0
    assert "administrator" not in roles("ada-example")
    assert "councillor" in roles("ada-example")


def test_nothing_to_end_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("ada-example", "--remove") == 0
    assert "nothing was changed" in capsys.readouterr().out


def test_every_step_is_in_the_log() -> None:
    run("ada-example")
    run("ada-example", "--remove")
    rows = Change.objects.filter(council__slug="southend").order_by("pk")
    assert [(one.table, one.action, one.through, one.by) for one in rows] == [
        ("post", "added", "command line", None),
        ("membership", "added", "command line", None),
        ("membership", "changed", "command line", None),
    ]


def test_an_administrator_sees_no_business_by_it() -> None:
    run("pat.first@southend.example", "--name", "Pat First")
    assert roles("pat-first") == {"administrator"}


def test_an_unknown_person_is_refused_in_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("nobody") == 2
    assert run("nobody", "--name", "No Body") == 2
    assert run("nobody@southend.example", "--name", "No Body", "--remove") == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 3
    assert not Change.objects.exists()


def test_an_unknown_council_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["people", "administrator", "ada-example", "--council", "nowhere"]) == 2
    assert "nowhere" in capsys.readouterr().err
