"""Import and export on pages: the difference first, then exactly that difference, or none."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from moothall.pages import import_people
from moothall.pages.import_people import SESSION
from moothall.people.exporting import export
from moothall.people.importing.plan import ImportRefused
from moothall.people.models import Change, Council, Membership, Person, Post
from moothall.people.roles import roles_of

from .conftest import Browse, Browsing, Parsed, parsed

Find = Callable[[Council, str], Person]


@pytest.fixture
def hattie(southend: Council, person: Find, browse: Browse) -> Browsing:
    """Somebody of the hub who also keeps people and settings."""
    post = Post.objects.create(
        council=southend, slug="importer", label="Importer", role="administrator"
    )
    holder = person(southend, "hattie-hub")
    Membership.objects.create(council=southend, person=holder, post=post)
    return browse(southend, "hattie-hub")


def upload(text: str, name: str = "people.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def listed(council: Council) -> list[str]:
    return export(council, "csv", on=timezone.localdate()).splitlines()


def send(visitor: Browsing, text: str, source: str = "csv") -> Parsed:
    """Sends a file and gives the page with the difference."""
    answer = visitor.send("settings/import/", {"source": source, "file": upload(text)})
    assert answer.status_code == 302, parsed(answer).text
    return parsed(visitor.open("settings/import/check/"))


def digest(page: Parsed) -> str:
    return next(one["value"] for one in page.all("input") if one.get("name") == "digest")


def is_linked(page: Parsed) -> bool:
    """Whether every link of the error summary leads to something on the page."""
    ids = {one.get("id") for _, one in page.elements}
    links = [one["href"][1:] for one in page.all("a") if one.get("href", "").startswith("#")]
    return bool(links) and set(links) <= ids


def test_the_difference_is_shown_first_and_changes_nothing(
    southend: Council, hattie: Browsing
) -> None:
    rows = [*listed(southend), ",Nora New,nora.new@southend.example,,Pierhead,Harbour Group"]
    page = send(hattie, "\r\n".join(rows))
    assert "1 added, 0 changed, 0 ended, 28 unchanged. Nothing is changed yet." in page.text
    assert "Nora New" in page.text
    assert "E-mail address: nora.new@southend.example" in page.text
    assert not Change.objects.filter(through="import").exists()


def test_what_was_shown_is_done_by_whoever_confirms_it(southend: Council, hattie: Browsing) -> None:
    rows = [*listed(southend), ",Nora New,nora.new@southend.example,,Pierhead,Harbour Group"]
    page = send(hattie, "\r\n".join(rows))
    answer = hattie.send("settings/import/check/", {"digest": digest(page)})
    assert answer.status_code == 302
    text = hattie.read("settings/import/")
    assert "The people are up to date: 1 added, 0 changed, 0 ended, 28 unchanged." in text
    assert "up to date" not in hattie.read("settings/import/")
    nora = Person.objects.get(council=southend, name="Nora New")
    assert "elected_councillor" in roles_of(nora, on=timezone.localdate())
    log = Change.objects.filter(council=southend, through="import")
    assert {one.by.slug if one.by else "" for one in log} == {"hattie-hub"}
    assert {one.through for one in log} == {"import"}
    assert hattie.open("settings/import/check/").status_code == 302, "confirmed once"


def test_people_who_have_changed_meanwhile_are_shown_again(
    southend: Council, hattie: Browsing, person: Find
) -> None:
    gone = [row for row in listed(southend) if "ada-example" not in row]
    page = send(hattie, "\r\n".join(gone))
    assert "Ended: 1" in page.text
    Membership.objects.filter(person=person(southend, "ada-example"), post__role="leader").update(
        end_date=timezone.localdate()
    )
    Membership.objects.filter(person=person(southend, "bertram-sample")).delete()
    answer = hattie.send("settings/import/check/", {"digest": digest(page)})
    again = parsed(answer)
    assert answer.status_code == 422
    assert "have changed since this was shown" in again.text
    assert is_linked(again)
    assert digest(again) != digest(page)
    assert not Change.objects.filter(through="import").exists()
    assert hattie.send("settings/import/check/", {"digest": digest(again)}).status_code == 302
    assert Change.objects.filter(through="import").exists()


def test_a_list_that_would_end_too_many_needs_their_number(
    southend: Council, hattie: Browsing
) -> None:
    rows = listed(southend)
    few = [rows[0], *(row for row in rows if "hattie-hub" in row or "ada-example" in row)]
    page = send(hattie, "\r\n".join(few))
    assert "It would end" in page.text
    fields = {"digest": digest(page)}
    for given in ("", "1", "all"):
        answer = hattie.send("settings/import/check/", {**fields, "ending": given})
        assert answer.status_code == 422
        assert is_linked(parsed(answer))
    assert not Change.objects.filter(through="import").exists()
    number = page.text.partition("It would end ")[2].partition(" ")[0]
    assert f"Enter {number}," in parsed(answer).text
    answer = hattie.send("settings/import/check/", {**fields, "ending": number})
    assert answer.status_code == 302
    assert Change.objects.filter(through="import").exists()


def test_a_form_that_cannot_be_meant_is_told_so(southend: Council, hattie: Browsing) -> None:
    html = upload("<!doctype html><html><title>Sign in</title>")
    address = "https://democracy.southend.example"
    for sent, says in (
        ({}, "Choose what wrote the list"),
        ({"source": "csv"}, "Choose a file, or give the address"),
        ({"source": "word", "file": upload("Name")}, "Choose what wrote the list"),
        ({"source": "csv", "file": upload("Name"), "address": address}, "not both"),
        ({"source": "csv", "address": "/etc/passwd"}, "must begin with http://"),
        ({"source": "csv", "address": "file:///etc/passwd"}, "must begin with http://"),
        ({"source": "moderngov", "file": html}, "That is a sign-in page"),
        ({"source": "csv", "file": upload("Ward\nElm")}, "No column is called Name"),
    ):
        answer = hattie.send("settings/import/", sent)
        page = parsed(answer)
        assert answer.status_code == 422
        assert says in page.text
        assert is_linked(page)
    assert hattie.open("settings/import/check/").status_code == 302, "nothing to look at"


def test_an_address_is_read_again_before_it_is_confirmed(
    southend: Council, hattie: Browsing, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "\r\n".join([*listed(southend), ",Nora New,,,Pierhead,"])
    answers = [said, said.replace("Nora New", "Nina New"), "", said]

    def answer_next(address: str, *, source: str) -> list[bytes]:
        if not (text := answers.pop(0)):
            raise ImportRefused("The site is not there.")
        return [text.encode()]

    monkeypatch.setattr(import_people, "open_source", answer_next)
    form = {"source": "csv", "address": "http://lists.southend.example/people.csv"}
    assert hattie.send("settings/import/", form).status_code == 302
    fields = {"digest": digest(parsed(hattie.open("settings/import/check/")))}
    changed = hattie.send("settings/import/check/", fields)
    assert (changed.status_code, "Nina New" in parsed(changed).text) == (422, True)
    broken = parsed(hattie.send("settings/import/check/", fields))
    assert "The site is not there." in broken.text
    assert hattie.send("settings/import/check/", fields).status_code == 302
    assert Person.objects.filter(council=southend, name="Nora New").exists()


def test_the_same_list_again_says_that_nothing_would_change(
    southend: Council, hattie: Browsing
) -> None:
    page = send(hattie, "\r\n".join(listed(southend)))
    assert "The list says what is here already: nothing would change." in page.text
    assert not [one for one in page.all("input") if one.get("name") == "digest"]


def test_no_home_address_waits_in_the_session(southend: Council, hattie: Browsing) -> None:
    page = send(hattie, "Name,Ward,Home address\r\nNora New,Pierhead,1 Private Row\r\n")
    assert "1 home address" in page.text
    assert "Private Row" not in json.dumps(hattie.client.session[SESSION])


def test_exports_are_downloads_that_come_home(southend: Council, hattie: Browsing) -> None:
    for form, kind in (("csv", "text/csv"), ("popolo", "application/json")):
        answer = hattie.open(f"settings/export/{form}/")
        assert answer.headers["Content-Type"].startswith(kind)
        assert answer.headers["Content-Disposition"].startswith('attachment; filename="southend-')
        page = send(hattie, answer.content.decode(), source=form)
        assert "nothing would change" in page.text
    assert hattie.open("settings/export/xml/").status_code == 404


def test_the_way_there_is_shown_to_administrators_only(
    southend: Council, hattie: Browsing, browse: Browse
) -> None:
    assert "Import and export people" in hattie.read("people/")
    assert "Import and export people" not in browse(southend, "sam-stencil").read("people/")
