"""The administrator's page on how everybody signs in: what it takes, and what it saves from."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pytest_django import Settings

from moothall.config import cli
from moothall.pages.models import GroupPost, LinkedAccount, SignedIn, SignInRules
from moothall.people.models import Change, Council, Person

from .conftest import Browse, Browsing, parsed

TENANT = "11111111-2222-3333-4444-555555555555"
ENTRA = f"https://login.microsoftonline.com/{TENANT}/v2.0"
SOUND = {
    "by_code": "yes",
    "second_factor": "officers",
    "idle_minutes": "60",
    "longest_hours": "10",
    "label": "your Southend account",
    "issuer": ENTRA,
    "client_id": "moothall",
    "tenant": TENANT,
    "groups_claim": "groups",
    "allowed_groups": "members\n\n officers \nmembers",
    "group_posts": "admins = hub-lead\nengineers = highways-engineer",
}


@pytest.fixture
def nadia(southend: Council, browse: Browse) -> Browsing:
    cli.main(["people", "administrator", "nadia-mock", "--council", "southend"])
    Change.objects.all().delete()
    return browse(southend, "nadia-mock")


def test_it_is_saved_and_written_down(southend: Council, nadia: Browsing) -> None:
    assert nadia.send("settings/sign-in/", SOUND).status_code == 302
    rules = SignInRules.objects.get()
    assert (rules.issuer, rules.tenant, rules.second_factor) == (ENTRA, TENANT, "officers")
    assert rules.allowed_groups == ["members", "officers"]
    assert rules.idle_minutes == 60
    assert {str(one) for one in GroupPost.objects.all()} == {
        "admins: Members Support Hub lead",
        "engineers: Highways engineer",
    }
    assert {row.table for row in Change.objects.all()} == {"signinrules", "grouppost"}
    assert {str(row.by) for row in Change.objects.all()} == {"Nadia Mock"}
    assert len({row.batch for row in Change.objects.all()}) == 1


def test_what_is_shown_can_be_sent_back_unchanged(southend: Council, nadia: Browsing) -> None:
    nadia.send("settings/sign-in/", SOUND)
    before = Change.objects.count()
    page = parsed(nadia.open("settings/sign-in/"))
    assert ENTRA in [one.get("value") for one in page.all("input")]
    nadia.send("settings/sign-in/", {**SOUND, "allowed_groups": "members\nofficers"})
    assert Change.objects.count() == before


@pytest.mark.parametrize(
    "field, value",
    [
        ("idle_minutes", "4"),
        ("idle_minutes", "x"),
        ("idle_minutes", "²"),
        ("longest_hours", "169"),
        ("longest_hours", ""),
        ("second_factor", "sometimes"),
        ("issuer", "http://login.southend.example"),
        ("issuer", "login.southend.example"),
        ("issuer", "https://[::1"),
        ("client_id", ""),
        ("tenant", "southend"),
        ("tenant", ""),
        ("tenant", "99999999-2222-3333-4444-555555555555"),
        ("group_posts", "admins"),
        ("group_posts", "admins = no-such-post"),
        ("by_code", "no"),
    ],
)
def test_what_cannot_be_meant_is_said_beside_its_field(
    southend: Council, nadia: Browsing, field: str, value: str
) -> None:
    answer = nadia.send("settings/sign-in/", {**SOUND, field: value})
    assert answer.status_code == 422
    page = parsed(answer)
    assert "There is a problem" in page.text
    assert f"#{field}" in [one.get("href") for one in page.all("a")]
    assert not SignInRules.objects.exists()


def test_nobody_locks_everybody_out(southend: Council, nadia: Browsing) -> None:
    assert nadia.send("settings/sign-in/", {**SOUND, "by_code": "no"}).status_code == 422
    LinkedAccount.objects.create(
        council=southend,
        person=Person.objects.get(slug="nadia-mock", council=southend),
        issuer=ENTRA,
        subject="nadia",
        linked_at=datetime.now(UTC),
        confirmed_by="code",
    )
    assert nadia.send("settings/sign-in/", {**SOUND, "by_code": "no"}).status_code == 302


def test_the_secret_is_never_on_the_page(
    southend: Council, nadia: Browsing, settings: Settings
) -> None:
    assert "There is no client secret" in nadia.read("settings/sign-in/")
    (settings.HOME / "openid").mkdir()
    (settings.HOME / "openid" / "southend").write_text("s3cret-of-southend")
    page = nadia.read("settings/sign-in/")
    assert "The client secret is in its file" in page
    assert "s3cret" not in page


def test_somebody_is_signed_out_everywhere(
    southend: Council, nadia: Browsing, browse: Browse
) -> None:
    ada = browse(southend, "ada-example")
    nadia.send("settings/sign-in/person/", {"person": "ada-example", "what": "end"})
    assert ada.open().status_code == 302
    assert SignedIn.objects.filter(ended_at=None).count() == 1


@pytest.mark.parametrize(
    "sent, words",
    [
        ({}, "Choose a person"),
        ({"person": "nobody", "what": "end"}, "Choose a person"),
        ({"person": "ada-example"}, "Choose what to do"),
        ({"person": "ada-example", "what": "reset"}, "has no second factor"),
    ],
)
def test_help_that_cannot_be_given_changes_nothing(
    southend: Council, nadia: Browsing, sent: dict[str, str], words: str
) -> None:
    nadia.send("settings/sign-in/person/", sent)
    assert words in nadia.read("settings/sign-in/")
    assert not Change.objects.exists()
