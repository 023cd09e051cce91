"""What somebody hands over, as a page: whose it is, what stands in it, and who is refused."""

from __future__ import annotations

from moothall.people.models import Council

from .conftest import Ask, Browse, Do, parsed


def test_an_officer_reads_what_they_hand_over(
    southend: Council, browse: Browse, ask: Ask, do: Do
) -> None:
    case = ask(southend, "ada-example", ward="pierhead")
    do(case, "assign", "hattie-hub", given_to="sam-stencil")
    sam = browse(southend, "sam-stencil")
    answer = sam.open("people/sam-stencil/handover/")
    text = parsed(answer).text
    assert text.count(case.reference) == 1
    assert "Kerb in Elm Road" in text
    assert "Answer an enquiry: due" in text
    assert "Afterwards it goes to Quentin Mockup." in text
    links = [one["href"] for one in parsed(answer).all("a") if "href" in one]
    assert f"/southend/cases/{case.reference}/" in links


def test_whoever_has_nothing_is_told_so(southend: Council, browse: Browse) -> None:
    text = browse(southend, "sam-stencil").read("people/sam-stencil/handover/")
    assert "There is nothing to hand over. You are in no open case." in text
    text = browse(southend, "hattie-hub").read("people/sam-stencil/handover/")
    assert "You see no open case that Sam Stencil is in." in text


def test_it_is_the_persons_and_the_hubs(
    southend: Council, browse: Browse, ask: Ask, do: Do
) -> None:
    do(ask(southend, "ada-example"), "assign", "hattie-hub", given_to="sam-stencil")
    for slug, status in (
        ("hattie-hub", 200),
        ("tilda-template", 403),
        ("petra-placard", 403),
        ("ada-example", 403),
    ):
        visitor = browse(southend, slug)
        answer = visitor.open("people/sam-stencil/handover/")
        assert (slug, answer.status_code) == (slug, status)
        assert ("Kerb" in parsed(answer).text) == (status == 200)
        linked = "What Sam Stencil hands over" in visitor.read("people/sam-stencil/")
        assert linked == (status == 200)
    assert browse(southend, "hattie-hub").open("people/nobody/handover/").status_code == 404


def test_links_lead_there(southend: Council, browse: Browse) -> None:
    sam = browse(southend, "sam-stencil")
    assert "What I hand over" in sam.read("people/sam-stencil/")
    assert "What I would hand over" in sam.read("absence/")
    petra = browse(southend, "petra-placard")
    own = parsed(petra.open("settings/people/petra-placard/end/")).all("a")
    assert "/southend/people/petra-placard/handover/" in [one.get("href") for one in own]
    assert "Members Support Hub can print" in petra.read("settings/people/sam-stencil/end/")
