"""Relationships, interests and complaints in a browser, as people meet them for the first time."""

from __future__ import annotations

from moothall.people.models import Council

from .conftest import PHONE, Enter


def test_a_complaint_cites_clauses_and_shows_its_last_day_from_the_start(
    wiltshire: Council, enter: Enter
) -> None:
    # Given an officer who complains of a councillor
    thea = enter(wiltshire, "thea-treatise", width=PHONE).open("start/")
    thea.follow("Complain about a councillor or an officer").fits()
    day = {"known_on-day": "1", "known_on-month": "12", "known_on-year": "2026"}
    thea.fill(about="conrad-canto", subject="A post about me", alleges="protocol", **day)
    thea.fill(conduct="criticism.voice", place="social_media", details="See the page.")
    thea.press("Continue").accessible().press("Send").accessible().fits()
    # Then the last day under the code is there at once, and the director has it
    assert "15.4" in thea.text()
    assert "Otis Ode sees to it" in thea.text()
    reference = thea.page.url.split("/cases/")[1].split("/")[0]
    # And a colleague who looks for it finds nothing
    uma = enter(wiltshire, "uma-update")
    assert uma.page.goto(f"{uma.base}/wiltshire/cases/{reference}/").status == 404  # type: ignore[union-attr]
    # And both sides read what the director says
    otis = enter(wiltshire, "otis-ode").open(f"cases/{reference}/").follow("Have an informal word")
    otis.fill(message="He will take it down.").press("Have an informal word").accessible()
    conrad = enter(wiltshire, "conrad-canto").open(f"cases/{reference}/").accessible()
    assert "He will take it down." in conrad.text()


def test_a_relationship_is_declared_and_keeps_a_councillor_from_a_seat(
    southend: Council, enter: Enter
) -> None:
    # Given a councillor who declares that an officer is her sister
    edith = enter(southend, "edith-pattern").open("start/").follow("Declare a relationship")
    edith.fill(with_whom="rosa-draft", subject="We are sisters", how="close", influence="yes")
    edith.press("Continue").accessible()
    edith.press("Send").accessible()
    assert "lause 7.1.6" in edith.text()
    # When members' support gives her a seat on a body that decides on the officer
    hattie = enter(southend, "hattie-hub").open("cases/new/seat/take_for/")
    hattie.fill(sits="edith-pattern", body="Staff Appeals Sub-Committee", body_kind="other")
    hattie.fill(touches="rosa-draft").press("Continue").accessible()
    # Then the protocol refuses it, and says nothing of what was declared
    assert "Clause 7.1.7" in hattie.text()
    assert "sisters" not in hattie.text()
    # And the officer reads what both keep out of, once the monitoring officer has said it
    nadia = enter(southend, "nadia-mock").open("cases/")
    nadia.follow("We are sisters").follow("Say what both keep out of")
    day = {"review_on-day": "30", "review_on-month": "11", "review_on-year": "2027"}
    nadia.fill(measure="No part in decisions on each other.", **day)
    nadia.press("Say what both keep out of").accessible()
    rosa = enter(southend, "rosa-draft").open("cases/").follow("We are sisters")
    assert "No part in decisions on each other." in rosa.accessible().text()


def test_a_councillor_close_to_a_candidate_is_kept_out_and_another_stands_aside(
    southend: Council, enter: Enter
) -> None:
    # Given a councillor who has declared that an officer is her sister
    edith = enter(southend, "edith-pattern").open("start/").follow("Declare a relationship")
    edith.fill(with_whom="rosa-draft", subject="We are sisters", how="close", influence="yes")
    edith.press("Continue").press("Send")
    # When members' support lets her take part in an appointment for which the officer applies
    hattie = enter(southend, "hattie-hub").open("start/")
    hattie.follow("Let councillors take part in an employment matter").accessible()
    matter = {"subject": "Director of Planning", "matter": "chief_officer_appointment"}
    hattie.fill(members="edith-pattern", officers="rosa-draft", **matter)
    hattie.press("Continue").accessible()
    # Then it is refused, with the clause and without what was declared
    assert "Clause 8.1.4" in hattie.text()
    assert "sisters" not in hattie.text()
    # And with another councillor it goes on
    hattie.open("cases/new/employment/open_panel/")
    hattie.fill(members="grace-model", officers="rosa-draft", **matter)
    hattie.press("Continue").accessible().press("Send").accessible()
    assert "8.3.1" in hattie.text()
    # And she can stand aside on a telephone, of which the candidate sees nothing
    grace = enter(southend, "grace-model", width=PHONE).open("cases/")
    grace.follow("Director of Planning").fits().accessible().follow("Stand aside")
    grace.fill(employer_view="no", why="I cannot see it that way.").press("Stand aside")
    assert "8.3.6" in grace.accessible().fits().text()
    rosa = enter(southend, "rosa-draft").open("cases/")
    assert "Director of Planning" not in rosa.text()
