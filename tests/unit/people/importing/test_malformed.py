"""Every malformed source comes to one clear sentence or to warnings that name the place."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from moothall.people.importing.plan import ImportRefused, Plan
from moothall.people.importing.reading import SOURCES, read_plan

from .sources import FAULTS, fault, workbook

# File, format, and words of the sentence with which nothing is read.
REFUSED: list[tuple[str, Any, str]] = [
    ("truncated.xml", "moderngov", "breaks off in line 1"),
    ("empty.xml", "moderngov", "empty"),
    ("blank.xml", "moderngov", "empty"),
    ("error-page.html", "moderngov", "web page called “Runtime Error”"),
    ("sign-in-page.html", "moderngov", "sign-in page called “Sign in to your account”"),
    ("soap-fault.xml", "moderngov", "fault: soap:Server Server was unable"),
    ("billion-laughs.xml", "moderngov", "document type or entities"),
    ("external-entity.xml", "moderngov", "document type or entities"),
    ("nobody.xml", "moderngov", "neither councillors nor committees"),
    ("json-for-xml.xml", "moderngov", "That is JSON, and not XML"),
    ("deep.xml", "moderngov", "nested far too deeply"),
    ("not-a-zip.xlsx", "moderngov", "spreadsheet or a ZIP file"),
    ("wrong-delimiter.csv", "moderngov", "does not begin with"),
    ("empty.xml", "csv", "empty"),
    ("error-page.html", "csv", "web page"),
    ("wrong-delimiter.csv", "csv", "The first row reads: Name|Ward|Party"),
    ("no-name-column.csv", "csv", "No column is called Name"),
    ("only-headings.csv", "csv", "There is nobody in it"),
    ("nul.csv", "csv", "neither a CSV file nor a spreadsheet"),
    ("address-as-name.csv", "csv", "There is nobody in it"),
    ("not-a-zip.xlsx", "csv", "The workbook is damaged"),
    ("old.xls", "csv", "old .xls workbook"),
    ("nobody.xml", "csv", "That is XML"),
    ("json-for-xml.xml", "csv", "That is JSON"),
    ("empty.xml", "popolo", "empty"),
    ("sign-in-page.html", "popolo", "sign-in page"),
    ("truncated.json", "popolo", "breaks off in line 1"),
    ("no-persons.json", "popolo", "no list called “persons”"),
    ("not-objects.json", "popolo", "is no object"),
    ("blank-names.json", "popolo", "nobody in it"),
    ("nan.json", "popolo", "NaN is no number"),
    ("nested.json", "popolo", "cannot be read"),
    ("truncated.xml", "popolo", "That is XML, and not JSON"),
    ("not-a-zip.xlsx", "popolo", "spreadsheet or a ZIP file"),
]


@pytest.mark.parametrize("name, source, says", REFUSED, ids=[f"{s}-{n}" for n, s, _ in REFUSED])
def test_what_cannot_be_read_is_refused_in_one_sentence(name: str, source: Any, says: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        read_plan(source, [fault(name)])
    assert says in str(refused.value)
    assert len(str(refused.value)) < 400


# File, format, and what its warnings say; somebody is read all the same.
WARNED: list[tuple[str, Any, list[str]]] = [
    ("no-ward.xml", "moderngov", ["May Mayor has no ward: taken as councillor", "Col Coopted has"]),
    ("vacancy.xml", "moderngov", ["A vacant seat in Elm."]),
    ("blank-names.xml", "moderngov", ["councillor 1: there is no name", "councillor 2: there is"]),
    ("duplicate-councillors.xml", "moderngov", ["Councillor Ada Example stands there twice"]),
    (
        "one-email-for-two.xml",
        "moderngov",
        ["members@rowborough.example is said to be of several", "“not-an@address” is not an"],
    ),
    ("home-address.xml", "moderngov", ["1 home address"]),
    ("bad-date.xml", "moderngov", ["“31/02/2023” is not a date"]),
    (
        "bad-cells.csv",
        "csv",
        [
            "Row 2, column Start: “31/02/2023” is not a date",
            "“Emial” is not known and was left out. Did you mean “Email”?",
            "“Shoe size” is not known",
        ],
    ),
    ("home-address.csv", "csv", ["1 home address"]),
    ("one-email-for-two.csv", "csv", ["both@rowborough.example is said to be of several"]),
    ("blank-names.csv", "csv", ["row 2: there is no name", "row 3: there is no name"]),
    (
        "dangling.json",
        "popolo",
        [
            "membership m1 names a person 'p9' who is not there",
            "membership m2: there is no 'nowhere' for its post_id",
            "The key “colour” is not known to Popolo",
        ],
    ),
    ("home-address.json", "popolo", ["1 home address"]),
]


@pytest.mark.parametrize("name, source, says", WARNED, ids=[f"{s}-{n}" for n, s, _ in WARNED])
def test_what_is_wrong_in_places_is_named_and_the_rest_is_read(
    name: str, source: Any, says: list[str]
) -> None:
    plan = read_plan(source, [fault(name)])
    assert plan.people
    for words in says:
        assert any(words in one for one in plan.all_warnings()), plan.all_warnings()


def names(plan: Plan) -> list[str]:
    return [one.name for one in plan.people]


@pytest.mark.parametrize("name", ["written-as-text.xml", "soap-cdata.xml", "mass-removal.xml"])
def test_an_answer_inside_soap_or_text_is_unwrapped(name: str) -> None:
    assert names(read_plan("moderngov", [fault(name)])) == ["Councillor Ada Example"]


def test_text_encoded_twice_and_wrongly_comes_out_as_it_was_meant() -> None:
    plan = read_plan("moderngov", [fault("double-encoded.xml")])
    assert names(plan) == ["Councillor Cleo O'Specimen", "Councillor Zoë Specimen"]
    assert {one.name for one in plan.areas.values()} == {"Oak & Ash", "Café Row"}


def test_other_encodings_are_understood() -> None:
    assert names(read_plan("moderngov", [fault("wrong-encoding.xml")])) == [
        "Councillor Zoë Example"
    ]
    assert names(read_plan("csv", [fault("windows-1252.csv")])) == ["Zoë Example"]
    text = "Name;Ward\r\nZoë Example;Elm\r\n"
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        assert names(read_plan("csv", [text.encode(encoding)])) == ["Zoë Example"]


def test_a_formula_gives_its_value_or_is_named() -> None:
    data = workbook([["Name", "Ward", "Email"], ["Ada Example", "Elm", "=CONCAT(A1,B1)"]])
    plan = read_plan("csv", [data])
    assert "Row 2, column Email: a formula without a worked-out value" in plan.warnings[0]
    assert (names(plan), plan.people[0].emails) == (["Ada Example"], [])


def archive(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return file.getvalue()


def test_a_zip_bomb_is_not_opened() -> None:
    bomb = archive({"[Content_Types].xml": b"", "xl/a.xml": b"0" * 101 * 1024 * 1024})
    assert len(bomb) < 200_000
    with pytest.raises(ImportRefused, match="it was not opened"):
        read_plan("csv", [bomb])


def test_a_zip_that_is_no_workbook_or_holds_entities_is_refused() -> None:
    with pytest.raises(ImportRefused, match="no Excel workbook"):
        read_plan("csv", [archive({"a.txt": b"hello"})])
    entity = b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    for part in (entity, entity.decode().encode("utf-16")):
        with pytest.raises(ImportRefused, match="document type or entities"):
            read_plan("csv", [archive({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": part})])
    with pytest.raises(ImportRefused, match="cannot be read"):
        read_plan("csv", [archive({"[Content_Types].xml": b"<x/>"})])


def test_too_much_is_refused() -> None:
    with pytest.raises(ImportRefused, match="bigger than 20 MB"):
        read_plan("csv", [b"Name\n" + b"x" * 20 * 1024 * 1024])
    with pytest.raises(ImportRefused, match="more than 20000 rows"):
        read_plan("csv", [b"Name\n" + b"A\n" * 20_020])


SEEDS = sorted(one.name for one in FAULTS.iterdir())


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(source=st.sampled_from(SOURCES), data=st.binary(max_size=400))
@example(source="popolo", data=b'{"persons": [{"name": {"a": 1}, "identifiers": {}}]}')
@example(source="popolo", data=b'{"persons": [{"name": "A", "memberships": [{"post_id": []}]}]}')
@example(source="csv", data=b'Name,"Ward\n')
@example(source="moderngov", data=b"<?xml version='1.0' encoding='shift_jis'?><a/>")
@example(source="moderngov", data=b"\xff\xfe<\0a\0")
def test_random_bytes_never_crash(source: Any, data: bytes) -> None:
    try:
        read_plan(source, [data])
    except ImportRefused as refused:
        assert str(refused)


@settings(max_examples=400, deadline=None)
@given(
    source=st.sampled_from(SOURCES),
    name=st.sampled_from(SEEDS),
    cuts=st.lists(st.tuples(st.integers(0, 3000), st.binary(max_size=6)), max_size=4),
)
def test_a_file_with_random_damage_never_crashes(
    source: Any, name: str, cuts: list[tuple[int, bytes]]
) -> None:
    data = fault(name)
    for at, bytes_ in cuts:
        data = data[:at] + bytes_ + data[at + len(bytes_) :]
    try:
        read_plan(source, [data])
    except ImportRefused as refused:
        assert str(refused)


@settings(max_examples=60, deadline=None)
@given(
    cuts=st.lists(st.tuples(st.integers(0, 6000), st.binary(min_size=1, max_size=9)), max_size=5)
)
def test_a_damaged_workbook_never_crashes(cuts: list[tuple[int, bytes]]) -> None:
    data = workbook([["Name", "Ward"], ["Ada Example", "Elm"]])
    for at, bytes_ in cuts:
        data = data[:at] + bytes_ + data[at + len(bytes_) :]
    try:
        read_plan("csv", [data])
    except ImportRefused as refused:
        assert str(refused)
