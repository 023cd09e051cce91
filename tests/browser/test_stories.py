"""One enquiry's whole story under each protocol, in a browser, as the people in it live it."""

from __future__ import annotations

import re
from urllib.parse import urlparse

from moothall.people.models import Council

from .conftest import Enter, Visitor


def ask(councillor: Visitor, subject: str, **more: str) -> str:
    """Asks the council on the web; the reference of the new enquiry."""
    councillor.open().follow("Ask the council")
    councillor.fill(subject=subject, details=f"Please look into it: {subject}.", **more)
    councillor.press("Continue").accessible()
    assert "Check your answers" in councillor.text()
    assert subject in councillor.text()
    councillor.press("Send").accessible()
    reference = re.search(r"[A-Z]+-ENQ-\d+", councillor.text())
    assert reference, councillor.text()
    return reference[0]


def give(hub: Visitor, reference: str, officer: str) -> None:
    """Gives an enquiry to an officer from the triage page."""
    hub.open("triage/")
    form = hub.page.locator(f'form[action*="/{reference}/"]')
    form.locator("select").select_option(officer)
    form.get_by_role("button").click()
    assert "With an officer" in hub.text()


def answer(officer: Visitor, reference: str, words: str, **more: str) -> Visitor:
    officer.open(f"cases/{reference}/").follow("Send the answer")
    return officer.fill(answer=words, **more).press("Send the answer")


def test_southend_from_the_hub_to_an_answer_without_a_forbidden_copy(
    southend: Council, enter: Enter
) -> None:
    # Given a councillor who asks about a street light
    ada = enter(southend, "ada-example")
    reference = ask(ada, "Dark corner at Elm Road", ward="pierhead")
    # Then she sees when it is due, by which clause, and why that day
    assert "Clause 9.1.5: 10 working days." in ada.text()
    ada.follow("Why this date?")
    assert "Working day 10 of 10" in ada.text()
    # When the hub gives it to an officer
    give(enter(southend, "hattie-hub"), reference, "sam-stencil")
    # And the officer copies the answer to another councillor
    sam = answer(
        enter(southend, "sam-stencil"), reference, "Mended on Monday.", copies="bertram-sample"
    )
    # Then he is stopped, with the clause and the permitted way
    sam.accessible()
    assert "The protocol does not allow this" in sam.text()
    assert "Clause 9.1.14" in sam.text()
    assert "separate letter" in sam.text()
    assert "Nothing has been sent" in sam.text()
    # And when he sends it without the copy, the councillor has her answer
    sam.page.locator('[name="copies"][value="bertram-sample"]').uncheck()
    sam.press("Send the answer").accessible()
    ada.open(f"cases/{reference}/")
    assert "Mended on Monday." in ada.text()
    assert "Done" in ada.text()
    # And a councillor of the same ward sees nothing of it
    bertram = enter(southend, "bertram-sample")
    assert bertram.page.goto(f"{bertram.base}/southend/cases/{reference}/").status == 404  # type: ignore[union-attr]


def test_southend_protects_a_junior_officer(southend: Council, enter: Enter) -> None:
    ada = enter(southend, "ada-example").open("cases/new/enquiry/submit/")
    ada.fill(subject="Kerb", details="Who paints it?", addressed="umar-understudy")
    ada.press("Continue").accessible()
    assert "Clause 9.1.4" in ada.text()
    assert "Who paints it?" in ada.page.locator("textarea[name=details]").input_value()


def test_wiltshire_runs_two_clocks_and_wants_an_explanation(
    wiltshire: Council, enter: Enter
) -> None:
    abel = enter(wiltshire, "abel-allegory")
    reference = ask(abel, "Pothole on Sheep Lane")
    # Two promises, two clocks, both with their clause
    assert abel.text().count("Clause A1.H:") == 2
    assert "2 working days" in abel.text() and "10 working days" in abel.text()
    ruth = enter(wiltshire, "ruth-register")
    give(ruth, reference, "uma-update")
    # Acknowledging meets the first and leaves the second running
    uma = enter(wiltshire, "uma-update").open(f"cases/{reference}/")
    uma.follow("Acknowledge", exact=True).press("Acknowledge")
    dates = uma.page.locator("section[aria-labelledby=dates]").inner_text()
    assert dates.count("Done on") == 1
    # A late answer needs a reason, what is being done, and a date
    uma.follow("Explain a late answer")
    uma.fill(reason="The road is closed for gas works.").press("Explain a late answer").accessible()
    assert "There is a problem" in uma.text()
    uma.page.fill("#answer_by-day", "28")
    uma.page.fill("#answer_by-month", "6")
    uma.page.fill("#answer_by-year", "2028")
    uma.fill(action_taken="A repair is booked.").press("Explain a late answer").accessible()
    assert "The original date was" in uma.text()
    abel.open(f"cases/{reference}/")
    assert "The road is closed for gas works." in abel.text()


def test_guildford_shows_its_standard_as_what_it_is(guildford: Council, enter: Enter) -> None:
    anton = enter(guildford, "anton-abacus")
    reference = ask(anton, "Bench by the river", service="planning")
    assert "The council's own service standard: 10 working days." in anton.text()
    assert "in good time" in anton.text()
    anton.follow("Why this date?")
    assert "It is not in the protocol" in anton.text()
    querida = enter(guildford, "querida-quill").open(f"cases/{reference}/")
    officer = "olive-orrery"
    if "Give it to another officer" in querida.text():
        handler = querida.page.locator('aside a[href*="/people/"]').last.get_attribute("href")
        officer = urlparse(handler or "").path.rstrip("/").rpartition("/")[2]
    else:
        give(querida, reference, officer)
    olive = answer(enter(guildford, officer), reference, "It is being mended.").accessible()
    assert "Answered" in olive.text()
    # The councillor comes back on it within the window
    anton.open(f"cases/{reference}/").follow("Come back on the answer").accessible()
    anton.fill(message="It is still broken.").press("Come back on the answer").accessible()
    assert "It is still broken." in anton.text()


def test_wantage_goes_through_the_clerk(wantage: Council, enter: Enter) -> None:
    alma = enter(wantage, "alma-acorn")
    reference = ask(alma, "Gate at the recreation ground")
    assert "Lydia Larch" in alma.text()
    assert "service standard: 15 working days" in alma.text()
    # The groundskeeper is not approached directly
    alma.open("cases/new/enquiry/submit/")
    alma.fill(subject="Hinge", details="Loose?", addressed="nell-nettle").press("Continue")
    alma.accessible()
    assert "principles.3" in alma.text()
    # A copy to another councillor needs a reason, and the first councillor is told
    lydia = enter(wantage, "lydia-larch")
    answer(lydia, reference, "It is mended.", copies="celia-cedar").accessible()
    assert "Why is it right to depart" in lydia.text()
    lydia.fill(departure="Both asked about the same gate.")
    lydia.press("Send the answer").accessible()
    alma.open(f"cases/{reference}/")
    assert "It is mended." in alma.text()
    assert "Celia Cedar" in alma.text()
