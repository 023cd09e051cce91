"""What tests of pages may ask for: somebody who opens and sends pages, and what stands on them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from moothall.cases.models import Case
from moothall.cases.perform import perform
from moothall.pages.settings.addresses import SETTINGS
from moothall.people.assistance import choose, councillors_of
from moothall.people.changing import Changing
from moothall.people.models import (
    Absence,
    Assistance,
    ClosureDay,
    Council,
    Election,
    Membership,
    Person,
)

VOID = {"input", "br", "meta", "link", "img", "hr", "path", "circle"}


class Parsed(HTMLParser):
    """A page taken apart: its elements with attributes, and its words."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]


@dataclass
class Browsing:
    """Somebody who opens and sends pages of one council."""

    client: Client
    council: str

    def address(self, path: str) -> str:
        return path if path.startswith("/") else f"/{self.council}/{path}"

    def open(self, path: str = "", **more: Any) -> HttpResponse:
        return self.client.get(self.address(path), **more)  # type: ignore[return-value]

    def send(self, path: str, fields: Mapping[str, Any] | None = None, **more: Any) -> HttpResponse:
        return self.client.post(self.address(path), fields or {}, **more)  # type: ignore[return-value]

    def read(self, path: str = "") -> str:
        """The words of a page that is there."""
        answer = self.open(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return parsed(answer).text


def settings_addresses(council: Council) -> dict[str, str]:
    """An address of every settings page, by name."""
    names = {
        "<slug:council>": council.slug,
        "people/<slug:slug>": "people/sam-stencil",
        "posts/<slug:slug>": "posts/highways-engineer",
        "bodies/<slug:slug>": "bodies/highways",
        "areas/<slug:slug>": "areas/pierhead",
    }
    held = Membership.objects.get(council=council, person__slug="sam-stencil")
    closed = ClosureDay.objects.create(council=council, date=date(2026, 12, 29), reason="Shut")
    away = Absence.objects.filter(council=council)[0]
    polled = Election.objects.create(
        council=council,
        label="By-election",
        notice_on=date(2027, 3, 22),
        polling_day=date(2027, 5, 6),
    )
    numbers = {"elections": polled.pk, "holds": held.pk, "absences": away.pk, "closures": closed.pk}
    found = {}
    for name, address, _ in SETTINGS:
        for shape, given in names.items():
            address = address.replace(shape, given)
        for shape, number in numbers.items():
            address = address.replace(f"{shape}/<int:number>", f"{shape}/{number}")
        found[name] = address
    return found


def parsed(answer: HttpResponse) -> Parsed:
    return Parsed(answer.content.decode())


Browse = Callable[..., Browsing]


@pytest.fixture
def browse(session_of: Callable[[Council, str], str]) -> Browse:
    """`browse(southend, "ada-example")`: signed in as her; without a name, not signed in."""

    def make(council: Council, slug: str = "", *, csrf: bool = False) -> Browsing:
        client = Client(enforce_csrf_checks=csrf)
        if slug:
            client.cookies[settings.SESSION_COOKIE_NAME] = session_of(council, slug)
        return Browsing(client, council.slug)

    return make


Ask = Callable[..., Case]


@pytest.fixture
def ask(person: Callable[[Council, str], Person]) -> Ask:
    """`ask(southend, "ada-example", subject=…)`: an enquiry of hers, as it has just arrived."""

    def make(council: Council, slug: str, *, at: datetime | None = None, **fields: Any) -> Case:
        answers = {"subject": "Kerb in Elm Road", "details": "Who paints it?", **fields}
        done = perform(
            None,
            "submit",
            kind="enquiry",
            council=council,
            by=person(council, slug),
            at=at or datetime.now(UTC),
            fields=answers,
        )
        return done.case

    return make


Do = Callable[..., Case]


@pytest.fixture
def do(person: Callable[[Council, str], Person]) -> Do:
    """`do(case, "assign", "hattie-hub", given_to="sam-stencil")`."""

    def make(case: Case, act: str, by: str, *, at: datetime | None = None, **more: Any) -> Case:
        files = more.pop("files", ())
        moment = at or datetime.now(UTC)
        who = person(case.council, by)
        return perform(case, act, by=who, at=moment, fields=more, files=files).case

    return make


@pytest.fixture
def assist(
    southend: Council, person: Callable[[Council, str], Person]
) -> Callable[..., Assistance]:
    """`assist(sees_own=True)`: Sam Stencil acts for Ada Example."""

    def make(*, sees_own: bool = False) -> Assistance:
        ada, sam = person(southend, "ada-example"), person(southend, "sam-stencil")
        choose(Changing(southend, ada, datetime.now(UTC), "page"), ada, sam, sees_own=sees_own)
        return councillors_of(sam, on=datetime.now(UTC).date())[0]

    return make
