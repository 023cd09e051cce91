"""Scrutiny, reports, decisions and advice in a browser, begun by people who never did so before."""

from __future__ import annotations

from moothall.people.models import Council

from .conftest import Enter
from .looking import shown


def test_wiltshire_scrutiny_chooses_and_asks_no_political_question(
    wiltshire: Council, enter: Enter
) -> None:
    ellis = enter(wiltshire, "ellis-epilogue").open("start/")
    ellis.follow("Look into something").accessible()
    ellis.fill(subject="Evening buses", details="Fares rose.", wards="none")
    # Without its committee a councillor alone does not choose what scrutiny looks into
    ellis.press("Continue").accessible()
    assert "Clause 6.4" in ellis.text()
    ellis.fill(body="scrutiny-committee").press("Continue").press("Send").accessible()
    assert "WIL-SCR-1" in ellis.text()
    ellis.open("cases/WIL-SCR-1/").follow("Ask somebody for evidence")
    ellis.fill(witnesses="otis-ode", message="Who set the fares?")
    ellis.press("Ask somebody for evidence").accessible()
    ellis.follow("Ask a witness something").fill(question="Which party was right?", political="yes")
    ellis.press("Ask a witness something").accessible()
    assert "The protocol does not allow this" in ellis.text()
    otis = enter(wiltshire, "otis-ode", width=320).open("cases/WIL-SCR-1/").fits()
    otis.follow("Give evidence").fill(evidence="I advised a lower fare.").press("Give evidence")
    assert "I advised a lower fare." in otis.fits().accessible().text()


def test_guildford_councillor_asks_about_a_report_and_cannot_change_it(
    guildford: Council, enter: Enter
) -> None:
    saskia = enter(guildford, "saskia-sextant").open("cases/new/report/plan/").accessible()
    saskia.fill(subject="Bus lanes", details="Where to put them.", report_for="committee")
    saskia.press("Continue").press("Send")
    saskia.open("cases/GUI-REP-1/").follow("Write it")
    saskia.fill(report="One lane will do.", consultation_done="yes").press("Write it")
    saskia.follow("Issue it with your recommendation")
    saskia.fill(report="One lane will do.", recommendation="One lane.", own_view="yes")
    saskia.press("Issue it with your recommendation").accessible()
    bronwen = enter(guildford, "bronwen-barometer", width=320).open("cases/GUI-REP-1/").fits()
    assert "Recommend something else" not in bronwen.text()
    bronwen.follow("Ask for another recommendation").fill(wish="No lane.")
    bronwen.press("Ask for another recommendation").accessible()
    assert "Clause 3.2" in bronwen.text()
    bronwen.open("cases/GUI-REP-1/").follow("Ask about what it says").fill(question="Why one?")
    assert "Why one?" in bronwen.press("Ask about what it says").accessible().text()
    # Another councillor sees the report, and not what she asks about it
    delia = enter(guildford, "delia-dial").open("cases/GUI-REP-1/").accessible()
    assert "One lane." in delia.text()
    assert "Why one?" not in delia.text()


def test_wiltshire_decision_waits_for_its_checklist(wiltshire: Council, enter: Enter) -> None:
    thea = enter(wiltshire, "thea-treatise").open("cases/new/decision/propose/").accessible()
    thea.fill(subject="Ford", details="Close it.", service="highways", authority="delegation")
    thea.fill(local="yes").press("Continue").press("Send")
    thea.open("cases/WIL-DEC-1/").follow("Decide", exact=True)
    thea.fill(decided="Close it.", basis="report").press("Decide").accessible()
    assert "10.7" in thea.text()
    thea.open("cases/WIL-DEC-1/").follow("Go through the checklist")
    thea.press("Go through the checklist").accessible()
    for number in range(3):
        thea.open("cases/WIL-DEC-1/").follow("Tick it off").press("Tick it off")
        assert thea.text().count("checked") >= number + 1
    thea.follow("Leave it out, and say why").fill(why="The money is another budget's.")
    thea.press("Leave it out, and say why")
    thea.follow("Decide", exact=True).fill(decided="Close it.", basis="report").press("Decide")
    assert "Taken" in thea.accessible().text()
    thea.follow("Publish the decision").fill(summary="The ford is closed in winter.")
    thea.press("Publish the decision")
    # Whoever reads what was published sees nothing of what went before it
    otis = enter(wiltshire, "otis-ode", width=320).open("cases/WIL-DEC-1/").fits().accessible()
    assert "The ford is closed in winter." in otis.text()
    assert "another budget" not in otis.text()


def test_southend_officer_sees_who_must_hear_of_it_first(southend: Council, enter: Enter) -> None:
    sam = enter(southend, "sam-stencil", width=320).open("cases/new/decision/propose/").fits()
    sam.accessible().fill(subject="Kerb", details="Lower it.", service="highways")
    sam.fill(authority="delegation", policy="yes").press("Continue").press("Send")
    sam.open("cases/SOU-DEC-1/").fits().accessible()
    assert "Told in advance" in sam.text()
    assert "Ada Example" in sam.text()
    sam.follow("Decide", exact=True).fill(decided="Lower it.", basis="report").press("Decide")
    assert "8.2.5" in sam.accessible().text()
    sam.open("cases/SOU-DEC-1/").follow("Tell those who should hear of it first")
    sam.press("Tell those who should hear of it first")
    sam.follow("Decide", exact=True).fill(decided="Lower it.", basis="report").press("Decide")
    assert "Taken" in sam.accessible().text()


def test_wiltshire_councillor_asks_for_advice_and_notes_what_came_of_it(
    wiltshire: Council, enter: Enter
) -> None:
    abel = enter(wiltshire, "abel-allegory").open("start/")
    abel.follow("Ask for advice before you act").accessible()
    abel.fill(subject="Papers", question="May I have them?", matter="information")
    # Clause 10.4 names the monitoring officer, and another officer is a departure from it
    abel.fill(wanted_from="otis-ode").press("Continue").accessible()
    assert "Clause 10.4" in abel.text()
    abel.fill(wanted_from="").press("Continue").press("Send").accessible()
    miles = enter(wiltshire, "miles-memoir", width=320).open("cases/WIL-ADV-1/").fits()
    miles.follow("Give advice").fill(advice="You may.").press("Give advice").fits().accessible()
    abel.open("cases/WIL-ADV-1/").follow("Note what came of the advice")
    abel.fill(regard="I asked for them.").press("Note what came of the advice")
    assert "I asked for them." in abel.accessible().text()
    # Advice is between the two of them
    beatrix = enter(wiltshire, "beatrix-ballad").open("cases/WIL-ADV-1/")
    assert "Papers" not in beatrix.text()


def test_southend_advice_is_read_and_nobody_presses_for_other_advice(
    southend: Council, enter: Enter
) -> None:
    bertram = enter(southend, "bertram-sample").open("start/")
    bertram.follow("Ask for advice before you act")
    bertram.fill(subject="Signs", question="May I put up signs?", matter="election")
    bertram.press("Continue").press("Send")
    nadia = enter(southend, "nadia-mock").open("cases/SOU-ADV-1/")
    nadia.follow("Give advice").fill(advice="Not before the day.").press("Give advice")
    bertram = enter(southend, "bertram-sample", width=320).open("cases/SOU-ADV-1/").fits()
    shown(bertram, "advice-320").follow("Ask for other advice").fill(wish="Say yes.")
    shown(bertram.press("Ask for other advice"), "advice-refused")
    assert "Clause 8.1.2" in bertram.text()
