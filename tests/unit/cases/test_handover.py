"""What somebody hands over: only what whoever asks may see, with days, and where each goes."""

from __future__ import annotations

from datetime import date

import pytest
from enquiries import asked, assigned, someone

from moothall.cases.handover import pack
from moothall.config.cli import main
from moothall.people.models import Council, Membership, Post

ON = date(2026, 11, 23)


def test_an_officer_hands_over_their_cases_and_clocks(southend: Council) -> None:
    enquiry, sam = assigned(southend), someone(southend, "sam-stencil")
    found = pack(sam, by=sam, on=ON)
    (held,) = found.owned
    assert (held.case.reference, held.turn) == (enquiry.case.reference, True)
    assert [one.act for one in held.clocks] == ["enquiry.answer"]
    assert held.clocks[0].due == enquiry.clock("answer").due
    assert held.parties == ("Officer answering",)
    assert held.goes_to == "it goes to Quentin Mockup"
    assert found.party == ()


def test_who_asks_sees_no_more_than_ever(southend: Council) -> None:
    assigned(southend)
    sam, vera = someone(southend, "sam-stencil"), someone(southend, "vera-variable")
    found = pack(sam, by=vera, on=ON)
    assert (found.owned, found.party) == ((), ())
    assert "Street light" not in found.as_text()


def test_what_they_only_take_part_in_stands_apart(southend: Council) -> None:
    enquiry = assigned(southend)
    vera = someone(southend, "vera-variable")
    enquiry.does("ask_services", by="officer", services=[vera])
    found = pack(vera, by=vera, on=ON)
    assert [one.parties for one in found.party] == [("Officers contributing",)]
    assert found.owned == ()


def test_with_a_last_day_it_goes_to_whoever_acts_on_the_next(southend: Council) -> None:
    assigned(southend)
    sam, vera = someone(southend, "sam-stencil"), someone(southend, "vera-variable")
    post = Post.objects.get(council=southend, slug="highways-engineer")
    Membership.objects.filter(person=sam).update(end_date=date(2026, 11, 30))
    Membership.objects.create(
        council=southend, person=vera, post=post, start_date=date(2026, 12, 1)
    )
    found = pack(sam, by=sam, on=ON)
    assert found.leaves == date(2026, 11, 30)
    assert found.owned[0].goes_to == "it goes to Vera Variable"


def test_what_is_a_post_s_stays_with_the_post(southend: Council) -> None:
    asked(southend)
    hattie = someone(southend, "hattie-hub")
    (held,) = pack(hattie, by=hattie, on=ON).owned
    assert held.goes_to == "it stays with the post Members Support Hub lead"


def test_nobody_takes_a_councillor_s_place(southend: Council) -> None:
    enquiry = assigned(southend)
    enquiry.does("ask_requester", by="officer", message="Which lamp?")
    ada = someone(southend, "ada-example")
    (held,) = pack(ada, by=ada, on=ON).owned
    assert held.turn and held.goes_to.startswith("nobody takes a councillor's place")


def test_it_is_a_plain_page_and_escaped(southend: Council) -> None:
    assigned(southend, subject="<b>Lamp</b> & bench")
    sam = someone(southend, "sam-stencil")
    page = pack(sam, by=sam, on=ON).as_html()
    assert "&lt;b&gt;Lamp&lt;/b&gt; &amp; bench" in page
    assert "<h1>Handover: Sam Stencil</h1>" in page
    assert "http" not in page


def test_the_command_prints_it(southend: Council, capsys: pytest.CaptureFixture[str]) -> None:
    assigned(southend)
    words = ["people", "handover", "sam-stencil", "--council", "southend"]
    assert main([*words, "--at", "2026-11-23T10:00"]) == 0
    said = capsys.readouterr().out
    assert "Answer an enquiry: due" in said
    assert "Afterwards it goes to Quentin Mockup." in said
    assert main([*words, "--at", "2026-11-23T10:00", "--as", "vera-variable"]) == 0
    assert "Street light" not in capsys.readouterr().out
