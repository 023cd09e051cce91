"""Who may come where: every route for every sort of visitor, and nothing told about the rest."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from django.http import HttpResponse

from moothall.cases.files import File
from moothall.cases.models import Attachment, Case, Hold
from moothall.pages.permissions import PERMISSIONS
from moothall.pages.settings.addresses import SETTINGS
from moothall.people.models import Council, Person
from moothall.post.models import Mail
from moothall.post.receive import receive_file

from .conftest import Ask, Browse, Do, settings_addresses

STRANGER = b"From: Percy <percy@passer-by.example>\r\nTo: enquiries@southend.example\r\n"
STRANGER += b"Subject: Bins\r\nMessage-ID: <bins-1@passer-by.example>\r\n\r\nWho empties them?\r\n"
# Visitor -> route -> status. 302 is to signing in. A councillor of the same ward, who is not in
# the case, gets "not found" for everything of it; the hub sees it, the monitoring officer does not.
VISITORS = ("", "ada-example", "bertram-sample", "sam-stencil", "hattie-hub", "nadia-mock")
EXPECTED = {
    #                nobody asked same-ward officer hub  monitoring
    "choose": (200, 200, 200, 200, 200, 200),
    "health": (200, 200, 200, 200, 200, 200),
    "sign-in": (200, 200, 200, 200, 200, 200),
    "sign-in-code": (302, 302, 302, 302, 302, 302),
    "sign-in-openid": (302, 302, 302, 302, 302, 302),
    "sign-in-openid-back": (302, 302, 302, 302, 302, 302),
    "sign-in-second": (302, 302, 302, 302, 302, 302),
    "sign-in-passkey": (200, 200, 200, 200, 200, 200),
    "invitation": (403, 403, 403, 403, 403, 403),
    "sign-out": (200, 200, 200, 200, 200, 200),
    "authenticator-app": (302, 200, 200, 200, 200, 200),
    "passkey-new": (302, 200, 200, 200, 200, 200),
    "recovery-codes": (302, 302, 302, 302, 302, 302),
    "second-factor-remove": (302, 404, 404, 404, 404, 404),
    "account": (302, 200, 200, 200, 200, 200),
    "account-sessions": (302, 302, 302, 302, 302, 302),
    "account-link": (302, 302, 302, 302, 302, 302),
    "account-unlink": (302, 302, 302, 302, 302, 302),
    "notifications": (302, 200, 200, 200, 200, 200),
    "feed-address": (302, 302, 302, 302, 302, 302),
    "feed": (404, 404, 404, 404, 404, 404),
    "act-for": (302, 200, 200, 200, 200, 200),
    "assistants": (302, 200, 200, 403, 403, 403),
    "settings-sign-in": (302, 403, 403, 403, 403, 403),
    "settings-sign-in-person": (302, 403, 403, 403, 403, 403),
    "home": (302, 200, 200, 200, 200, 200),
    "start": (302, 200, 200, 200, 200, 200),
    "cases": (302, 200, 200, 200, 200, 200),
    "many-new": (302, 403, 403, 403, 200, 403),
    "many-act": (302, 302, 302, 302, 302, 302),  # to the list: nothing was ticked
    "many-done": (302, 404, 404, 404, 404, 404),
    "new": (302, 200, 200, 403, 403, 403),
    "case": (302, 200, 404, 200, 200, 404),
    "why": (302, 200, 404, 200, 200, 404),
    "file": (302, 200, 404, 200, 200, 404),
    "act": (302, 409, 404, 200, 200, 404),
    "opened": (302, 403, 403, 403, 403, 200),
    "opened-case": (302, 403, 403, 403, 403, 404),
    "opened-file": (302, 403, 403, 403, 403, 404),
    "readings": (302, 403, 403, 403, 403, 200),
    "triage": (302, 403, 403, 403, 200, 403),
    "quarantine": (302, 403, 403, 403, 200, 200),
    "quarantined": (302, 403, 403, 403, 200, 200),
    "people": (302, 200, 200, 200, 200, 200),
    "roles": (302, 200, 200, 200, 200, 200),
    "person": (302, 200, 200, 200, 200, 200),
    "handover": (302, 200, 403, 403, 200, 403),
    "personal-data": (302, 403, 403, 403, 403, 200),
    "my-data": (302, 200, 200, 200, 200, 200),
    "holds": (302, 403, 403, 403, 403, 200),
    "hold": (302, 403, 403, 403, 403, 200),
    "settings-retention": (302, 403, 403, 403, 403, 403),
    "areas": (302, 200, 200, 200, 200, 200),
    "registers": (302, 200, 200, 200, 200, 200),
    "register": (302, 200, 200, 200, 200, 200),
    "register-file": (302, 200, 200, 200, 200, 200),
    "published": (200, 200, 200, 200, 200, 200),
    "published-register": (404, 404, 404, 404, 404, 404),  # none is, until the council chooses
    "published-file": (404, 404, 404, 404, 404, 404),
    "import": (302, 403, 403, 403, 403, 403),
    "import-check": (302, 403, 403, 403, 403, 403),
    "export": (302, 403, 403, 403, 403, 403),
    "absence": (302, 403, 403, 200, 200, 200),
    "ask": (200, 200, 200, 200, 200, 200),
    "answer": (200, 200, 200, 200, 200, 200),
    "compare": (200, 200, 200, 200, 200, 200),
    "protocol": (200, 200, 200, 200, 200, 200),
    "open-questions": (200, 200, 200, 200, 200, 200),
    "clause": (200, 200, 200, 200, 200, 200),
    # Settings are an administrator's: test_settings.py opens them as one.
    **{name: (302, 403, 403, 403, 403, 403) for name, _, _ in SETTINGS},
}


@pytest.fixture
def case(southend: Council, ask: Ask, do: Do) -> Case:
    made = ask(southend, "ada-example", ward="pierhead")
    made = do(made, "assign", "hattie-hub", given_to="sam-stencil")
    return do(
        made, "ask_requester", "sam-stencil", message="Which end?", files=[File("a.txt", b"a")]
    )


@pytest.fixture
def addresses(southend: Council, case: Case, at: Callable[..., object]) -> dict[str, str]:
    stranger = receive_file(southend, STRANGER, at=at("2026-11-24T10:00"))  # type: ignore[arg-type]
    assert stranger.outcome == Mail.Outcome.QUARANTINED
    file = Attachment.objects.get(event__case=case)
    held = Hold.objects.create(
        council=southend, case=case, reason="Court", since=at("2026-11-24T10:00")
    )
    return {
        "choose": "/",
        "health": "/health/",
        "sign-in": "sign-in/",
        "sign-in-code": "sign-in/code/",
        "sign-in-openid": "sign-in/openid/",
        "sign-in-openid-back": "sign-in/openid/back/?code=1&state=2",
        "sign-in-second": "sign-in/second/",
        "sign-in-passkey": "sign-in/passkey/",
        "invitation": "sign-in/invitation/no-such/",
        "sign-out": "sign-out/",
        "authenticator-app": "account/app/",
        "passkey-new": "account/passkey/",
        "recovery-codes": "account/recovery-codes/",
        "second-factor-remove": "account/factors/1/",
        "account": "account/",
        "account-sessions": "account/sessions/",
        "account-link": "account/link/",
        "account-unlink": "account/unlink/",
        "notifications": "account/notifications/",
        "feed-address": "account/calendar/",
        "feed": "calendar/no-such.ics",
        "act-for": "account/acting/",
        "assistants": "account/assistants/",
        "settings-sign-in": "settings/sign-in/",
        "settings-sign-in-person": "settings/sign-in/person/",
        "home": "",
        "start": "start/",
        "cases": "cases/",
        "many-new": "many/new/training/provide/",
        "many-act": "many/",
        "many-done": f"many/{UUID(int=1)}/",
        "new": "cases/new/enquiry/submit/",
        "case": f"cases/{case.reference}/",
        "why": f"cases/{case.reference}/why/1/",
        "file": f"cases/{case.reference}/files/{file.pk}/",
        "act": f"cases/{case.reference}/do/note/",
        "opened": "opened/",
        "opened-case": f"opened/{case.reference}/",
        "opened-file": f"opened/{case.reference}/files/{file.pk}/",
        "readings": "readings/",
        "triage": "triage/",
        "quarantine": "quarantine/",
        "quarantined": f"quarantine/{stranger.pk}/",
        "people": "people/",
        "roles": "people/roles/",
        "person": "people/ada-example/",
        "handover": "people/ada-example/handover/",
        "personal-data": "people/ada-example/data/",
        "my-data": "my-data/",
        "holds": "holds/",
        "hold": f"holds/{held.pk}/",
        "settings-retention": "settings/retention/",
        "areas": "areas/",
        "registers": "registers/",
        "register": "registers/lent/",
        "register-file": "registers/lent/register.csv",
        "published": "published/",
        "published-register": "published/lent/",
        "published-file": "published/lent/register.csv",
        "import": "settings/import/",
        "import-check": "settings/import/check/",
        "export": "settings/export/csv/",
        "absence": "absence/",
        "ask": "ask/",
        "answer": "ask/correspondence.copy/",
        "compare": "compare/",
        "protocol": "protocol/",
        "open-questions": "protocol/open-questions/",
        "clause": "protocol/9.1.5/",
        **settings_addresses(southend),
    }


def test_every_route_for_every_visitor(
    southend: Council, addresses: dict[str, str], browse: Browse
) -> None:
    assert set(EXPECTED) == set(addresses) == set(PERMISSIONS)
    wrong = {}
    for column, slug in enumerate(VISITORS):
        visitor = browse(southend, slug)
        for route, address in addresses.items():
            status = visitor.open(address).status_code
            if status != EXPECTED[route][column]:
                wrong[route, slug or "nobody"] = status
    assert not wrong


def test_posting_needs_the_same_permission(
    southend: Council, addresses: dict[str, str], browse: Browse
) -> None:
    for route in (
        *("new", "act", "quarantined", "absence", "import", "import-check"),
        *("personal-data", "holds", "hold", "settings-retention", "settings-election-night"),
        *("settings-change-group", "settings-reorganise", "settings-new-wards"),
    ):
        for column, slug in enumerate(VISITORS):
            status = browse(southend, slug).send(addresses[route]).status_code
            refused = EXPECTED[route][column]
            if refused in (302, 403, 404):
                assert status == refused, (route, slug)


def test_a_case_of_others_is_told_apart_from_none_by_nothing(
    southend: Council, case: Case, browse: Browse
) -> None:
    bertram = browse(southend, "bertram-sample")
    for rest in ("", "why/1/", "files/1/", "do/reply/", "do/no-such-act/"):
        theirs = bertram.open(f"cases/{case.reference}/{rest}")
        none = bertram.open(f"cases/SOU-ENQ-9999/{rest}")
        assert theirs.status_code == none.status_code == 404
        assert without_token(theirs) == without_token(none)
        assert bertram.send(f"cases/{case.reference}/{rest}").status_code in (404, 405)


def without_token(answer: HttpResponse) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())


def test_lists_and_search_show_nothing_of_it(southend: Council, case: Case, browse: Browse) -> None:
    bertram = browse(southend, "bertram-sample")
    for address in ("", "cases/?ended=any", "cases/?text=kerb", f"cases/?text={case.reference}"):
        assert "Kerb" not in bertram.read(address).replace(f'value="{case.reference}"', "")
    assert "Kerb" in browse(southend, "ada-example").read("cases/?text=kerb")


def test_a_note_for_officers_is_not_on_the_councillors_page(
    southend: Council, case: Case, do: Do, browse: Browse
) -> None:
    do(case, "note", "sam-stencil", message="The contractor is late again.")
    assert "contractor" in browse(southend, "hattie-hub").read(f"cases/{case.reference}/")
    ada = browse(southend, "ada-example")
    assert "contractor" not in ada.read(f"cases/{case.reference}/")
    assert "No case fits" in ada.read("cases/?text=contractor")


def test_signed_in_at_one_council_is_nobody_at_another(
    southend: Council, wiltshire: Council, browse: Browse
) -> None:
    abel = browse(wiltshire, "abel-allegory")
    assert abel.open("/wiltshire/").status_code == 200
    answer = abel.open("/southend/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/southend/sign-in/")


def test_whoever_has_left_is_signed_out(
    southend: Council, browse: Browse, person: Callable[[Council, str], Person]
) -> None:
    ada = browse(southend, "ada-example")
    assert ada.open().status_code == 200
    person(southend, "ada-example").memberships.update(end_date=date(2026, 1, 1))
    assert ada.open().status_code == 302


def test_a_council_that_is_not_here(southend: Council, browse: Browse) -> None:
    assert browse(southend, "ada-example").open("/nowhere/").status_code == 404
