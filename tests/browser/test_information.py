"""Information, in a browser: what a councillor asks to see, and until when it can be read."""

from __future__ import annotations

from moothall.people.models import Council

from .conftest import PHONE, Enter
from .looking import on, shown


def test_wantage_lets_a_councillor_read_a_paper_for_a_purpose(
    wantage: Council, enter: Enter
) -> None:
    # Given a councillor who wants to see a lease
    esme = enter(wantage, "esme-elder", width=PHONE).open("cases/new/information/request/")
    shown(esme, "information-asked")
    esme.fill(subject="Pond lease", question="How long does it run?", wanted_for="council_duty")
    esme.press("Continue").press("Send")
    assert "Lydia Larch" in shown(esme, "information-sent").text()
    address = esme.page.url.partition("/wantage/")[2]
    # When the Clerk sees the need and gives it
    lydia = enter(wantage, "lydia-larch").open(address)
    lydia.follow("Decide that the councillor may have it")
    lydia.fill(right="need", grounds="It is on the agenda.")
    lydia.press("Decide that the councillor may have it").follow("Give it", exact=True)
    lydia.fill(given="It runs until 2031.", sort="council", confidential="yes")
    on(lydia.fill(used_for="the debate in January"), "last_day", "2099-01-31")
    shown(lydia, "information-given").press("Give it")
    # Then she reads it, and is told what for and until when
    esme.open(address)
    shown(esme, "information-read")
    assert "It runs until 2031." in esme.text()
    assert "the debate in January" in esme.text()
    # And another use is stopped
    esme.follow("Note what it is used for").fill(use="A neighbour's objection", same="no")
    esme.press("Note what it is used for")
    assert "access-to-information.5" in shown(esme, "information-stopped").text()


def test_guildford_asks_a_councillor_who_answers_in_good_time(
    guildford: Council, enter: Enter
) -> None:
    saskia = enter(guildford, "saskia-sextant").open("cases/new/officer_enquiry/submit/")
    saskia.fill(to_councillor="delia-dial", subject="Meadow path", question="Is it used?")
    saskia.press("Continue").press("Send")
    assert "in good time" in shown(saskia, "officer-asked").text()
    address = saskia.page.url.partition("/guildford/")[2]
    delia = enter(guildford, "delia-dial", width=PHONE).open(address).follow("Answer", exact=True)
    delia.fill(answer="Every day.").press("Answer")
    saskia.open(address)
    assert "Every day." in shown(saskia, "officer-answered").text()


def test_guildford_offers_every_group_what_one_is_promised(
    guildford: Council, enter: Enter
) -> None:
    # Given a group that asks a planner to come
    flora = enter(guildford, "flora-funnel", width=PHONE).open("cases/new/briefing/request/")
    shown(flora, "briefing-asked")
    flora.fill(subject="Local plan", message="Please come.", to_officer="saskia-sextant")
    flora.press("Continue").press("Send")
    address = shown(flora, "briefing-sent").page.url.partition("/guildford/")[2]
    # When she accepts
    saskia = enter(guildford, "saskia-sextant").open(address)
    saskia.follow("Accept", exact=True).press("Accept")
    assert "The same was offered as" in shown(saskia, "briefing-accepted").text()
    # Then the other group is offered the same, and learns nothing of the first
    bronwen = enter(guildford, "bronwen-barometer", width=PHONE).open()
    bronwen.follow("Local plan")
    offer = shown(bronwen, "briefing-offered").text()
    assert "as to every group" in offer
    assert "Flora" not in offer
    assert bronwen.page.goto(f"{bronwen.base}/guildford/{address}").status == 404  # type: ignore[union-attr]
