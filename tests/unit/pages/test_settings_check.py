"""What is wanting: each with what to do and the page where it is done, or that nothing is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from moothall.pages.settings import check
from moothall.people.findings import Finding, findings
from moothall.people.models import Council, Membership

from .conftest import Browse, parsed

ADMINISTRATOR = "petra-placard"


def links(browse: Browse, council: Council) -> list[str]:
    page = parsed(browse(council, ADMINISTRATOR).open("settings/check/"))
    return [one["href"] for one in page.all("a") if "href" in one]


def test_everything_that_is_wanting_stands_there(southend: Council, browse: Browse) -> None:
    page = browse(southend, ADMINISTRATOR).read("settings/check/")
    found = findings(southend, on=timezone.localdate())
    assert found
    for one in found:
        assert one.message in page
        assert check.HEADINGS[one.sort] in page
    assert "What is wanting" in browse(southend, ADMINISTRATOR).read("settings/")


def test_a_vacancy_leads_to_its_post(southend: Council, browse: Browse) -> None:
    assert "/southend/settings/posts/highways-engineer/" not in links(browse, southend)
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(council=southend, person__slug="sam-stencil").update(
        end_date=yesterday
    )
    assert "/southend/settings/posts/highways-engineer/" in links(browse, southend)


@pytest.mark.parametrize("sort", check.HEADINGS)
def test_every_sort_leads_to_a_page_that_opens(
    southend: Council, browse: Browse, monkeypatch: pytest.MonkeyPatch, sort: str
) -> None:
    about = {
        "role": "monitoring_officer",
        "vacancy": "highways-engineer",
        "seat": "pierhead",
        "chair": "highways",
        "two holders": "highways",
        "body": "highways",
    }
    one = Finding(sort, about.get(sort, "sam-stencil"), "Something is wanting.", "Put it right.")
    monkeypatch.setattr(check, "findings", lambda council, *, on: [one, replace(one, message="!")])
    petra = browse(southend, ADMINISTRATOR)
    page = parsed(petra.open("settings/check/"))
    assert "2 things are wanting" in page.text
    (where,) = {a["href"] for a in page.all("a") if "/settings/" in a["href"][:20]} - {
        "/southend/settings/"
    }
    assert petra.open(where).status_code == 200


def test_where_nothing_is_wanting_it_says_so(
    southend: Council, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check, "findings", lambda council, *, on: [])
    assert "Nothing is wanting" in browse(southend, ADMINISTRATOR).read("settings/check/")
