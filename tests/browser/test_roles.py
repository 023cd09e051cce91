"""Who does what in whose place, in a browser: the Clerk's, between two who lead, past the chair."""

from __future__ import annotations

from datetime import date

from moothall.people.directory import forget
from moothall.people.models import Council, Membership

from .conftest import PHONE, Enter
from .looking import on, shown


def test_wantage_has_a_councillor_in_the_clerks_place_while_nobody_is_clerk(
    wantage: Council, enter: Enter
) -> None:
    # Given a chair who notes that a councillor stands in, while there still is a Clerk
    alma = enter(wantage, "alma-acorn", width=PHONE).open("cases/new/clerk/stand_in/")
    alma.fill(councillor_named="esme-elder", work="Agendas and minutes")
    on(alma.fill(unpaid="yes", short="yes", stated="yes"), "ends_on", "2027-11-30")
    alma.press("Continue")
    # Then it is stopped
    assert "officers.6" in shown(alma, "clerk-stopped").text()
    # When the Clerk has left, it goes ahead
    Membership.objects.filter(person__slug="lydia-larch").update(end_date=date(2026, 1, 31))
    forget(wantage.pk)
    alma.press("Continue").press("Send")
    assert "does the Clerk’s work" in shown(alma, "clerk").text()


def test_guildford_agrees_when_two_who_lead_talk(guildford: Council, enter: Enter) -> None:
    olive = enter(guildford, "olive-orrery").open("cases/new/contact/schedule/")
    olive.fill(talks_with="cyrus-compass", times="Mondays at 9").press("Continue").press("Send")
    address = olive.page.url.partition("/guildford/")[2]
    assert "talk: “Mondays at 9”" in shown(olive, "contact-regular").text()
    cyrus = enter(guildford, "cyrus-compass", width=PHONE).open(address)
    cyrus.follow("Name other times").fill(times="Tuesdays at 10").press("Name other times")
    assert "talk: “Tuesdays at 10”" in shown(cyrus, "contact-moved").text()


def test_wantage_warns_an_officer_who_goes_past_the_chair(wantage: Council, enter: Enter) -> None:
    nell = enter(wantage, "nell-nettle", width=PHONE).open("cases/new/employment/raise_conduct/")
    nell.fill(criticised="morris-maple", whom="celia-cedar", subject="Late", details="Again.")
    assert "relationship.6" in shown(nell.press("Continue"), "conduct-stopped").text()
    nell.fill(whom="alma-acorn").press("Continue").press("Send")
    assert "Nell Nettle told Councillor Alma Acorn" in shown(nell, "conduct").text()
