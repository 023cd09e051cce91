"""The pages of assistants: for whom they act stands on every one, and nobody acts by mistake."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest

from moothall.cases.models import Case, Outgoing
from moothall.people.models import Assistance, Change, Council, Membership, Person, Post

from .conftest import Ask, Browse, Browsing, parsed

Find = Callable[[Council, str], Person]
NOW = datetime.now(UTC)
TODAY = NOW.date()
WORDS = "Sam Stencil for Councillor Ada Example"


def acts_for(browse: Browse, council: Council, one: Assistance) -> Browsing:
    sam = browse(council, "sam-stencil")
    assert sam.send("account/acting/", {"who": str(one.pk)}).status_code == 302
    return sam


@pytest.mark.parametrize("sees_own", [False, True])
def test_the_pages_show_no_more(
    southend: Council, assist: Callable[..., Assistance], ask: Ask, browse: Browse, sees_own: bool
) -> None:
    case = ask(southend, "ada-example", subject="Quiet matter", privacy="me")
    sam = acts_for(browse, southend, assist(sees_own=sees_own))
    for address in ("", "cases/", "cases/?text=quiet", f"cases/?text={case.reference}"):
        assert ("Quiet matter" in sam.read(address)) is sees_own, address
    assert sam.open(f"cases/{case.reference}/").status_code == (200 if sees_own else 404)
    assert sam.open(f"cases/{case.reference}/do/reply/").status_code != 500


# The pages ----------------------------------------------------------------------------------------


def test_the_header_says_for_whom(
    southend: Council, assist: Callable[..., Assistance], browse: Browse
) -> None:
    one = assist()
    sam = browse(southend, "sam-stencil")
    assert WORDS not in sam.read()
    sam = acts_for(browse, southend, one)
    assert WORDS in sam.read()
    sam.send("account/acting/", {"who": "self"})
    assert WORDS not in sam.read()


def test_a_councillor_chooses_and_ends_it_and_both_are_told(
    southend: Council, browse: Browse
) -> None:
    ada = browse(southend, "ada-example")
    answer = ada.send("account/assistants/", {"assistant": "sam-stencil"})
    assert answer.status_code == 422
    ada.send("account/assistants/", {"assistant": "sam-stencil", "sees_own": "no"})
    assert "does not see what is for you alone" in ada.read("account/assistants/")
    one = Assistance.objects.get()
    ada.send("account/assistants/", {"end": str(one.pk)})
    assert "Nobody does" in ada.read("account/assistants/")
    assert Outgoing.objects.filter(purpose="signing in").count() == 4
    rows = Change.objects.filter(table="assistance").order_by("pk")
    assert [(row.action, str(row.by)) for row in rows] == [
        ("added", "Councillor Ada Example"),
        ("changed", "Councillor Ada Example"),
    ]


def test_nobody_chooses_for_a_councillor(
    southend: Council, assist: Callable[..., Assistance], browse: Browse
) -> None:
    one = assist()
    sam = acts_for(browse, southend, one)
    assert sam.open("account/assistants/").status_code == 403
    bertram = browse(southend, "bertram-sample")
    assert bertram.send("account/assistants/", {"end": str(one.pk)}).status_code == 422
    assert bertram.send("account/acting/", {"who": str(one.pk)}).status_code == 422
    assert Assistance.objects.get().end_date is None


def test_an_administrators_rights_are_not_passed_on(
    southend: Council, assist: Callable[..., Assistance], person: Find, browse: Browse
) -> None:
    post = Post.objects.create(council=southend, slug="admin", label="Admin", role="administrator")
    ada = person(southend, "ada-example")
    Membership.objects.create(council=southend, person=ada, post=post)
    assert browse(southend, "ada-example").open("settings/sign-in/").status_code == 200
    sam = acts_for(browse, southend, assist())
    assert sam.open("settings/sign-in/").status_code == 403


def test_sign_in_is_ones_own_whomever_one_acts_for(
    southend: Council, assist: Callable[..., Assistance], browse: Browse
) -> None:
    ada = browse(southend, "ada-example")
    sam = acts_for(browse, southend, assist())
    sam.send("account/sessions/", {"which": "others"})
    assert ada.open().status_code == 200
    assert sam.read("account/").count("last seen") == 1


def test_when_it_ends_the_assistant_is_asked_anew_before_anything_is_done(
    southend: Council, assist: Callable[..., Assistance], browse: Browse
) -> None:
    sam = acts_for(browse, southend, assist())
    Assistance.objects.update(end_date=TODAY - timedelta(days=1), start_date=TODAY - timedelta(5))
    fields = {"subject": "As whom?", "details": "Nobody knows"}
    answer = sam.send("cases/new/enquiry/submit/", {**fields, "sure": "yes"})
    assert answer["Location"] == "/southend/account/acting/"
    assert not Case.objects.filter(subject="As whom?").exists()
    assert "You no longer act for that councillor" in sam.read("account/acting/")


def test_a_form_opened_for_one_is_not_taken_for_another(
    southend: Council, assist: Callable[..., Assistance], browse: Browse
) -> None:
    """Two windows: what was begun as oneself must not be done for a councillor by mistake."""
    one = assist()
    sam = browse(southend, "sam-stencil", csrf=True)
    page = parsed(sam.open("absence/"))
    token = next(i["value"] for i in page.all("input") if i.get("name") == "csrfmiddlewaretoken")
    choice = sam.send("account/acting/", {"who": str(one.pk), "csrfmiddlewaretoken": token})
    assert choice.status_code == 302
    assert sam.send("account/sessions/", {"csrfmiddlewaretoken": token}).status_code == 403


def test_nothing_of_an_earlier_visitor_comes_along(
    southend: Council, assist: Callable[..., Assistance], browse: Browse
) -> None:
    """Shared computers: a choice, or a secret of an app, that somebody left in the session."""
    sam = acts_for(browse, southend, assist())
    sam.open("account/app/")
    assert "new_app" in sam.client.session
    sam.send("sign-in/", {"person": "hattie-hub"})
    assert "new_app" not in sam.client.session
    assert "acting_for" not in sam.client.session
    assert "Hattie Hub" in sam.read()


def test_demonstrations_choose_too(
    southend: Council, assist: Callable[..., Assistance], browse: Browse
) -> None:
    assist()
    visitor = browse(southend)
    answer = visitor.send("sign-in/", {"person": "sam-stencil"})
    assert answer["Location"] == "/southend/account/acting/"
    assert "For Councillor Ada Example" in visitor.read("account/acting/")


def test_the_data_that_an_assistant_downloads_are_their_own(
    southend: Council, assist: Callable[..., Assistance], ask: Ask, browse: Browse
) -> None:
    """Regression: it was all that is kept about the councillor, what is for her alone with it."""
    ask(southend, "ada-example", subject="Quiet matter", privacy="me")
    sam = acts_for(browse, southend, assist(sees_own=False))
    answer = sam.send("my-data/")
    assert "sam-stencil" in answer["Content-Disposition"]
    with ZipFile(BytesIO(answer.content)) as archive:
        text = archive.read("data.json").decode()
    assert "Sam Stencil" in text
    assert "Quiet matter" not in text
