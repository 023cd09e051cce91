"""Settings: every page opens for the administrator, says what is so, and leads to the others."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from moothall.pages.settings.sections import PARTS
from moothall.people.models import Change, Council, Membership

from .conftest import Browse, parsed, settings_addresses

ADMINISTRATOR = "petra-placard"


def test_the_administrator_opens_every_page(southend: Council, browse: Browse) -> None:
    petra = browse(southend, ADMINISTRATOR)
    wrong = {
        name: answer.status_code
        for name, address in settings_addresses(southend).items()
        if (answer := petra.open(address)).status_code != 200
    }
    assert wrong == {"settings-together": 302}, "it is only for what was ticked in the list"


def test_no_page_takes_the_address_of_another(southend: Council, browse: Browse) -> None:
    petra = browse(southend, ADMINISTRATOR)
    titles = {
        name: parsed(petra.open(address)).text.partition(" – ")[0]
        for name, address in settings_addresses(southend).items()
        if not address.endswith(".csv") and name != "settings-together"
    }
    assert len(set(titles.values())) == len(titles), titles


def test_an_administrator_of_another_council_sees_none(
    southend: Council, wantage: Council, browse: Browse
) -> None:
    wilma = browse(wantage, "wilma-willow")
    assert wilma.open("/wantage/settings/").status_code == 200
    for address in settings_addresses(southend).values():
        assert wilma.open(f"/southend/{address}").status_code == 302, "signed in elsewhere only"
    own = browse(southend, ADMINISTRATOR)
    for address in ("people/lydia-larch/", "posts/clerk/", "areas/mill-stream/"):
        assert own.open(f"settings/{address}").status_code == 404


def test_the_index_lists_what_has_a_page_and_how_it_stands(
    southend: Council, browse: Browse
) -> None:
    text = browse(southend, ADMINISTRATOR).read("settings/")
    assert "enquiries@southend.example" in text
    assert "here today" in text
    labels = [one.label for part in PARTS for one in part.sections]
    assert len(labels) == len(set(labels))


def test_the_index_says_what_the_council_cannot_do_without(
    southend: Council, browse: Browse
) -> None:
    petra = browse(southend, ADMINISTRATOR)
    assert "nobody’s" not in petra.read("settings/")
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(council=southend, post__role="hub").update(end_date=yesterday)
    assert "new enquiries would be nobody’s" in petra.read("settings/")


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        ("settings/people/new/", {"name": ""}),
        ("settings/posts/new/", {"label": ""}),
        ("settings/bodies/new/", {"name": "", "classification": "nonsense"}),
        ("settings/areas/new/", {"name": ""}),
        ("settings/absences/new/", {}),
        ("settings/people/sam-stencil/end/", {"last-day": "31", "last-month": "2"}),
        ("settings/people/sam-stencil/holds/new/", {}),
        ("settings/mail/", {"address": "no address"}),
        ("settings/standards/", {"follow_up_days": "many"}),
        ("settings/titles/", {"area_word": "parish"}),
        ("settings/closures/", {}),
    ],
)
def test_a_form_that_cannot_be_read_says_so_at_the_question(
    southend: Council, browse: Browse, address: str, fields: dict[str, str]
) -> None:
    before = Change.objects.count()
    answer = browse(southend, ADMINISTRATOR).send(address, fields)
    assert answer.status_code == 422
    page = parsed(answer)
    assert "There is a problem" in page.text
    ids = {one.get("id") for _, one in page.elements}
    links = [one["href"][1:] for one in page.all("a") if one.get("href", "").startswith("#")]
    assert len(links) > 1
    assert set(links) <= ids
    assert Change.objects.count() == before


def test_a_demonstration_offers_its_administrator(southend: Council, browse: Browse) -> None:
    visitor = browse(southend)
    page = parsed(visitor.open("sign-in/"))
    assert "Administrators" in page.text
    assert any(one.get("value") == ADMINISTRATOR for one in page.all("button"))
    assert visitor.send("sign-in/", {"person": ADMINISTRATOR}).status_code == 302
    assert visitor.open("settings/").status_code == 200
