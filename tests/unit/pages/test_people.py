"""The directory, and saying that one will be away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from moothall.people.changing import Changing
from moothall.people.cover import record_absence
from moothall.people.models import Absence, Council, Person

from .conftest import Browse, parsed


def test_found_by_name_post_and_side(southend: Council, browse: Browse) -> None:
    ada = browse(southend, "ada-example")
    assert "Sam Stencil" in ada.read("people/?text=stencil")
    assert "Sam Stencil" in ada.read("people/?text=HIGHWAYS+engineer")
    assert "Sam Stencil" not in ada.read("people/?side=councillor")
    assert "Jonah Bygone" not in ada.read("people/"), "somebody who has left"


def test_a_person(southend: Council, browse: Browse, person: Callable[..., Person]) -> None:
    today = timezone.localdate()
    sam, tilda = person(southend, "sam-stencil"), person(southend, "tilda-template")
    ada = browse(southend, "ada-example")
    assert "Away" not in ada.read("people/sam-stencil/")
    by_sam = Changing(council=southend, by=sam, at=timezone.now(), through="page")
    record_absence(sam, start=today, end=today + timedelta(days=1), cover=tilda, changing=by_sam)
    text = ada.read("people/sam-stencil/")
    assert "Away today. Tilda Template covers." in text
    assert "sam.stencil@southend.example" in text
    assert ada.open("people/nobody/").status_code == 404
    assert ada.open("people/abel-allegory/").status_code == 404, "of another council"


def test_wards_with_their_councillors(southend: Council, browse: Browse) -> None:
    text = browse(southend, "ada-example").read("areas/")
    assert "Councillor Bertram Sample" in text[text.index("Pierhead") :]


def fields(start: tuple[int, int, int], end: tuple[int, int, int], cover: str) -> dict[str, str]:
    days = {"start": start, "end": end}
    parts = ("year", "month", "day")
    return {
        "cover": cover,
        **{
            f"{name}-{part}": str(number)
            for name, day in days.items()
            for part, number in zip(parts, day, strict=True)
        },
    }


def test_an_absence_is_recorded(southend: Council, browse: Browse) -> None:
    sam = browse(southend, "sam-stencil")
    answer = sam.send("absence/", fields((2099, 7, 1), (2099, 7, 14), "tilda-template"))
    assert answer.status_code == 302
    text = sam.read("absence/")
    assert "until 14 July 2099. Please ask Tilda Template (tilda.template@southend.example)" in text
    assert text.count("Clause 9.1.6") == 2  # of cover, and of the automatic reply
    assert "Your absence is recorded." in text
    assert "1 July 2099 to 14 July 2099, covered by Tilda Template" in text
    assert "recorded" not in sam.read("absence/")


def test_an_absence_that_cannot_be_meant(southend: Council, browse: Browse) -> None:
    sam = browse(southend, "sam-stencil")
    for sent, says in (
        (
            fields((2099, 2, 30), (2099, 3, 1), "tilda-template"),
            "Enter the first day as a real date",
        ),
        (
            fields((2099, 3, 2), (2099, 3, 1), "tilda-template"),
            "The last day away is before the first",
        ),
        (fields((2099, 3, 1), (2099, 3, 2), ""), "Choose who covers for you"),
        (fields((2099, 3, 1), (2099, 3, 2), "sam-stencil"), "cannot cover for"),
        (fields((2099, 3, 1), (2099, 3, 2), "uma-update"), "Choose who covers for you"),
        (fields((10**30, 3, 1), (2099, 3, 2), "tilda-template"), "Enter the first day"),
    ):
        answer = sam.send("absence/", sent)
        assert answer.status_code == 422
        page = parsed(answer)
        assert says in page.text
        ids = {one.get("id") for _, one in page.elements}
        links = [one["href"][1:] for one in page.all("a") if one.get("href", "").startswith("#")]
        assert set(links) <= ids
    assert not Absence.objects.filter(start_date__year=2099).exists()
