"""How I am told, at a browser: choosing a digest, a mistake, and a calendar address."""

from __future__ import annotations

from moothall.people.models import Council, Preference

from .conftest import PHONE, Enter


def test_somebody_chooses_a_digest_and_makes_a_calendar_address(
    southend: Council, enter: Enter
) -> None:
    sam = enter(southend, "sam-stencil", width=PHONE)
    sam.open("account/").follow("How I am told").accessible().fits()
    sam.fill(how="digest", digest_hour="20", days="working", starts="8", ends="18")
    sam.press("Save").accessible().fits()
    assert "The digest must come within your hours" in sam.text()
    sam.fill(digest_hour="16").press("Save").accessible()
    assert "Saved" in sam.text()
    assert Preference.objects.get().digest_hour == 16
    sam.press("Make a calendar address").accessible().fits()
    assert "/southend/calendar/" in sam.text()
    sam.press("End this address").accessible()
    assert "You have no calendar address" in sam.text()
