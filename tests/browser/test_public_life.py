"""Councillors in public life, in a browser: developers, outside bodies, surgeries, the media."""

from __future__ import annotations

from moothall.people.models import Council

from .conftest import PHONE, Enter
from .looking import on, shown


def test_guildford_meets_a_developer_only_with_an_officer_and_a_note(
    guildford: Council, enter: Enter
) -> None:
    # Given a councillor whom a developer wants to see, and who finds no officer
    delia = enter(guildford, "delia-dial", width=PHONE).open("cases/new/dealing/meet/")
    delia.fill(with_whom="Brickworks Ltd", matter="The old laundry", topic="land_disposal")
    on(delia.fill(exploratory="yes"), "day", "2027-11-10").press("Continue")
    # Then it is stopped, and it is said what would make it possible
    assert "Clause 4.9" in shown(delia, "dealing-stopped").text()
    # When an officer is named who makes a note, it goes ahead
    delia.fill(present="saskia-sextant", will_note="yes").press("Continue").press("Send")
    assert "Saskia Sextant is there and makes a note" in shown(delia, "dealing-planned").text()
    address = delia.page.url.partition("/guildford/")[2]
    # And the officer makes it
    saskia = enter(guildford, "saskia-sextant").open(address).follow("Note what was said")
    saskia.fill(note="They would build forty flats.").press("Note what was said")
    assert "They would build forty flats." in shown(saskia, "dealing-noted").text()


def test_wiltshire_accepts_a_seat_elsewhere_when_its_liabilities_are_known(
    wiltshire: Council, enter: Enter
) -> None:
    # Given a councillor whom the council appoints
    ruth = enter(wiltshire, "ruth-register").open("cases/new/outside_body/appoint/")
    ruth.fill(appointed="ivan-idyll", body="Downs Partnership").press("Continue").press("Send")
    address = ruth.page.url.partition("/wiltshire/")[2]
    # Then the councillor cannot accept before it is known what the post is in law
    ivan = enter(wiltshire, "ivan-idyll", width=PHONE).open(address)
    shown(ivan, "outside-offered").follow("Accept the appointment")
    if ivan.page.get_by_role("button", name="Accept the appointment").count():
        ivan.press("Accept the appointment")
    assert "Clause 13.2" in shown(ivan, "outside-stopped").text()
    ivan.open(address).follow("Record what the post is in law")
    ivan.fill(status="trustee", liabilities="None beyond breach of trust.")
    ivan.press("Record what the post is in law").follow("Accept the appointment")
    ivan.press("Accept the appointment")
    assert "speaks for the council on Downs Partnership" in shown(ivan, "outside-serving").text()


def test_southend_says_nothing_for_the_council_that_another_must_say(
    southend: Council, enter: Enter
) -> None:
    # Given a councillor who wants to speak for the council
    bertram = enter(southend, "bertram-sample", width=PHONE).open("cases/new/media/draft/")
    bertram.fill(subject="Tides", words="They rise.", capacity="council", topic="ordinary")
    bertram.press("Continue").press("Send")
    # Then the protocol leaves that to others
    shown(bertram, "media-draft").follow("Say it to the media").press("Say it to the media")
    assert "Clause 10.1.3" in shown(bertram, "media-stopped").text()


def test_southend_bars_seven_purposes_of_its_resources(southend: Council, enter: Enter) -> None:
    ada = enter(southend, "ada-example", width=PHONE).open("cases/new/resource/request/")
    ada.fill(what="200 copies", sort="copying", purpose="electioneering").press("Continue")
    assert "Clause 9.6.3" in shown(ada, "resource-stopped").text()
    ada.fill(purpose="council").press("Continue").press("Send")
    assert "Members Support Hub provides it" in shown(ada, "resource-asked").text()


def test_wiltshire_holds_a_surgery_and_pays_the_fare(wiltshire: Council, enter: Enter) -> None:
    dilys = enter(wiltshire, "dilys-dialogue", width=PHONE).open("cases/new/surgery/hold/")
    on(
        dilys.fill(subject="Surgery", venue="library", place="Sarsen, 10 to 12"),
        "day",
        "2027-11-10",
    )
    dilys.press("Continue").press("Send")
    assert "is there on Wednesday 10 November 2027" in shown(dilys, "surgery").text()
    dilys.open("cases/new/allowance/claim/")
    dilys.fill(details="Train to York", sort="travel", amount="40 pounds").press("Continue")
    dilys.press("Send")
    assert "pays it, or says why not" in shown(dilys, "allowance").text()


def test_wantage_names_a_spokesperson_by_resolution(wantage: Council, enter: Enter) -> None:
    lydia = enter(wantage, "lydia-larch").open("cases/new/spokesperson/appoint/")
    lydia.fill(speaks="isla-ivy", field="Allotments", resolved="other").press("Continue")
    assert "media.4" in shown(lydia, "spokesperson-stopped").text()
    lydia.fill(resolved="council").press("Continue").press("Send")
    assert "may speak for the council on Allotments" in shown(lydia, "spokesperson").text()


def test_southend_tells_the_chief_officer_of_a_councillors_own_meeting(
    southend: Council, enter: Enter
) -> None:
    edith = enter(southend, "edith-pattern", width=PHONE).open("cases/new/meeting/hold/")
    edith.fill(title="Parking", sort="own", ward="cockle-sands", place="Hall", council_work="yes")
    on(edith.fill(party="no", service="highways"), "day", "2027-11-20").press("Continue")
    assert "9.5.5" in shown(edith, "meeting-stopped").text()
    edith.fill(told_first="quentin-mockup").press("Continue").press("Send")
    assert "It is on Saturday 20 November 2027 at Hall" in shown(edith, "meeting-planned").text()


def test_wantage_asks_no_officer_for_party_work(wantage: Council, enter: Enter) -> None:
    duncan = enter(wantage, "duncan-damson", width=PHONE).open("cases/new/work/ask/")
    duncan.fill(officer_asked="morris-maple", what="Leaflets", sort="party_political")
    duncan.press("Continue")
    assert "councillors.expected.15" in shown(duncan, "work-stopped").text()
    duncan.fill(sort="ordinary").press("Continue").press("Send")
    assert "Morris Maple does it, or says why not" in shown(duncan, "work-asked").text()
