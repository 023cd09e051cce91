"""Whatever is changed in the log behind the engine's back, `moothall verify` names it, and nothing
is ever rebuilt from events that are not what was recorded. The database itself refuses to change
them for anybody who has not taken its guards away.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction
from index_rows import rows_of
from tampering import AT, altered, undone, unguarded, what

from moothall.cases import chain, erasing, files, search
from moothall.cases.files import File
from moothall.cases.models import Attachment, Case, ChainHead, Event, Said
from moothall.cases.perform import perform
from moothall.cases.verify import verify
from moothall.config.cli import main
from moothall.people.models import Council, Person

Find = Callable[[Council, str], Person]


def log() -> list[dict[str, Any]]:
    """Every event and everything said, as it stands."""
    said = Said.objects.order_by("pk").values()
    heads = ChainHead.objects.filter(seq__gt=0).values()
    return [*Event.objects.order_by("pk").values(), *said, *heads]


def named_and_left(change: Callable[[], object]) -> list[str]:
    """What is said of a change to the log; nothing in it is altered, nothing rebuilt from it."""
    with unguarded():
        change()
        before, found = log(), what(verify())
        report = verify(rebuild=True)
        assert log() == before
        assert report.rebuilt == 0
        assert what(report) == found == what(verify())
        return found


NOT_RECORDED = "wantage WAN-ENQ-1: event 3 is not what was recorded"
EVENT_3 = {  # the third event of the council is the note, third of its case
    "council": "wantage: the chain has a gap: after event 2 comes 4",
    "case": "wantage WAN-CON-1: event 3 is not what was recorded",
    "seq": "wantage WAN-ENQ-1: event 10 is not what was recorded",
    "council_seq": "wantage: the chain has a gap: after event 2 comes 4",
    "council_previous": "wantage: the chain is broken at event 3",
    "council_digest": "wantage: the chain is broken at event 3",
    **dict.fromkeys(("at", "act", "by", "circle", "body", "previous", "digest"), NOT_RECORDED),
}


@pytest.mark.parametrize(("name", "says"), EVENT_3.items())
def test_no_column_of_an_event(busy: Council, name: str, says: str) -> None:
    assert set(EVENT_3) == {one.name for one in Event._meta.concrete_fields} - {"id"}
    event = Event.objects.get(council=busy, council_seq=3)
    column = Event._meta.get_field(name)
    value = {column.attname: altered(event, column)}
    found = named_and_left(lambda: Event.objects.filter(pk=event.pk).update(**value))
    assert says in found


SAID = {
    "event": "event 3: 'message' is missing",
    "field": "event 3: 'messagex' is not what the chain names",
    "value": "event 3: the words of 'message' were altered",
    "salt": "event 3: the words of 'message' were altered",
    "digest": "event 3: 'message' is not what the chain names",
}


@pytest.mark.parametrize(("name", "says"), SAID.items())
def test_no_column_of_what_was_said(busy: Council, name: str, says: str) -> None:
    assert set(SAID) == {one.name for one in Said._meta.concrete_fields} - {"id"}
    said = Said.objects.get(event__council=busy, event__council_seq=3, field="message")
    column = Said._meta.get_field(name)
    value = {column.attname: altered(said, column)}
    found = named_and_left(lambda: Said.objects.filter(pk=said.pk).update(**value))
    assert f"wantage WAN-ENQ-1: {says}" in found


@pytest.mark.parametrize("seq", range(1, 6))
def test_an_event_that_went(busy: Council, seq: int) -> None:
    """First, middle, last of its case, last of its council."""

    def remove() -> None:
        event = Event.objects.get(council=busy, council_seq=seq)
        with connection.cursor() as cursor:
            for table in ("said", "notice", "searchable"):
                cursor.execute(f"DELETE FROM cases_{table} WHERE event_id = %s", [event.pk])
            cursor.execute("DELETE FROM cases_event WHERE id = %s", [event.pk])

    found = named_and_left(remove)
    where = f"has a gap: after event {seq - 1} comes {seq + 1}" if seq < 5 else "ends at event 4"
    assert any(one.startswith(f"wantage: the chain {where}") for one in found), found


def test_a_case_that_went_without_its_events(busy: Council) -> None:
    def remove() -> None:
        case = Case.objects.get(reference="WAN-ENQ-2")
        for rows in (case.parties, case.viewers, case.clocks, case.notices, case.searchable):
            rows.all().delete()
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM cases_case WHERE id = %s", [case.pk])

    assert "wantage: 1 events are of cases that are not there" in named_and_left(remove)


def test_two_events_that_changed_places(busy: Council) -> None:
    def swap() -> None:
        one, two = Event.objects.filter(case__reference="WAN-ENQ-1", seq__in=(2, 3))
        for event, seq in ((one, 99), (two, 2), (one, 3)):
            Event.objects.filter(pk=event.pk).update(seq=seq)

    assert "wantage WAN-ENQ-1: event 2 is not what was recorded" in named_and_left(swap)


def test_an_event_rewritten_with_a_digest_that_fits(busy: Council) -> None:
    """Whoever rewrites one event must rewrite all that follow it, in its case and its council."""

    def rewrite() -> None:
        event = Event.objects.get(council=busy, council_seq=2)
        event.act = "note"
        event.digest = chain.digest(event)
        event.council_digest = chain.council_digest(event)
        new = {name: getattr(event, name) for name in ("act", "digest", "council_digest")}
        Event.objects.filter(pk=event.pk).update(**new)

    assert named_and_left(rewrite) == [NOT_RECORDED, "wantage: the chain is broken at event 3"]


BODIES: list[Any] = [
    *({}, [], "x", 5, {"effects": 5}, {"effects": []}, {"effects": {}, "said": 3}),
    *({"effects": {"clocks": {"1": 3}, "sheet": 7}}, {"effects": {"parties": [1]}}),
    {"effects": {"sheet": {"subject": {}}, "viewers": 1}, "said": {}, "told": 4, "files": 9},
]


@pytest.mark.parametrize("body", BODIES, ids=str)
def test_a_body_that_cannot_be_read(busy: Council, body: Any) -> None:
    value = models.Value(body, models.JSONField())
    changed = Event.objects.filter(council=busy, council_seq=1)
    found = named_and_left(lambda: changed.update(body=value))
    assert "wantage WAN-ENQ-1: event 1 is not what was recorded" in found


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"seq": 4}, "wantage: the chain ends at event 5, but its head says 4"),
        ({"digest": "0" * 64}, "wantage: the head of the chain is not event 5"),
    ],
)
def test_the_head_of_the_chain(busy: Council, change: dict[str, Any], says: str) -> None:
    heads = ChainHead.objects.filter(council=busy)
    assert named_and_left(lambda: heads.update(**change)) == [says]


def test_the_other_councils_are_rebuilt_although_one_is_broken(
    busy: Council, southend: Council, person: Find
) -> None:
    ada, fields = person(southend, "ada-example"), {"subject": "Lamp", "details": "It is out"}
    perform(None, "submit", by=ada, at=AT, fields=fields, kind="enquiry", council=southend)
    with unguarded():
        Event.objects.filter(council=busy, council_seq=3).update(council_digest="0")
        Case.objects.update(subject="Forged")
        report = verify(rebuild=True)
    assert report.rebuilt == 1
    assert {one.council for one in report.wrong} == {"wantage"}


def test_the_other_cases_are_rebuilt_although_words_of_one_were_altered(busy: Council) -> None:
    with unguarded():
        forged = models.Value("Forged", models.JSONField())
        Said.objects.filter(event__council_seq=3, field="message").update(value=forged)
        Case.objects.update(subject="Forged")
        assert verify(rebuild=True).rebuilt == 2
        subjects = Case.objects.order_by("pk").values_list("subject", flat=True)
        assert list(subjects) == ["Forged", "Bench", "Benches"]


# The guards of the database -----------------------------------------------------------------------

FORBIDDEN = [
    "UPDATE cases_event SET act = act",
    "DELETE FROM cases_event",
    "UPDATE cases_said SET value = '\"Forged\"'",
    "UPDATE cases_said SET value = NULL, salt = 'forged'",
    "UPDATE cases_said SET value = NULL, field = 'forged'",
    "UPDATE cases_said SET value = NULL, digest = 'forged'",
    "UPDATE cases_said SET value = NULL, event_id = (SELECT max(id) FROM cases_event)",
    "DELETE FROM cases_said",
]
ALL_AT_ONCE = {  # what only one of the two databases has
    "sqlite": "REPLACE INTO {0} SELECT * FROM {0} LIMIT 1",
    "postgresql": "TRUNCATE {0} CASCADE",
}


@pytest.mark.parametrize("statement", [*FORBIDDEN, "cases_event", "cases_said"])
def test_the_database_refuses(busy: Council, statement: str) -> None:
    if statement.startswith("cases_"):
        statement = ALL_AT_ONCE[connection.vendor].format(statement)
    before = log()
    with undone(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(DatabaseError, match=r"never|can be erased"), transaction.atomic():
            cursor.execute(statement)
    assert log() == before


def test_what_is_only_taken_away_is_no_erasure(busy: Council) -> None:
    """Whoever empties a value behind the engine's back has no event that says so."""
    row = Said.objects.get(event__case__reference="WAN-ENQ-1", field="details")
    Said.objects.filter(pk=row.pk).update(value=None, salt="")
    gone = "wantage WAN-ENQ-1: event 1: 'details' is gone, and no event erased it"
    assert gone in what(verify())
    assert gone in what(verify(rebuild=True))


def test_what_was_said_can_be_erased_and_is_then_nowhere(busy: Council, person: Find) -> None:
    """The chain still holds: it has the digest, not the words. The index must let go of them."""
    clerk = person(busy, "lydia-larch")
    assert search.queue(clerk, on=AT.date(), text="lamp").rows
    case = Case.objects.get(reference="WAN-ENQ-1")
    rule = {"rule": "retention", "kind": "enquiry", "months": 12}
    erasing.erase(case, erasing.everything(case), rule=rule, why="Erased", by=None, at=AT)
    assert what(verify()) == []
    verify(rebuild=True)
    assert what(verify()) == []
    case = Case.objects.get(reference="WAN-ENQ-1")
    assert not search.queue(clerk, on=AT.date(), text="lamp").rows
    kept = str(rows_of(case))
    assert "Lamp" not in kept
    assert "It is out" not in kept


# Files and the command ----------------------------------------------------------------------------


def test_a_file_that_was_altered_or_went(busy: Council) -> None:
    kept = Attachment.objects.get()
    path = files.path_of(kept.sha256)
    where = f"wantage WAN-ENQ-1: event 1: file {kept.pk}: files/{kept.sha256[:2]}/{kept.sha256}"
    path.write_bytes(b"a Lamp")
    assert what(verify()) == [f"{where} is not what was kept"]
    path.unlink()
    assert what(verify()) == [f"{where} is missing"]


def test_a_file_that_another_was_put_in_place_of(busy: Council) -> None:
    Attachment.objects.update(sha256=files.keep(File("other.txt", b"another")))
    wrong = ["wantage WAN-ENQ-1: event 1: its files are not those that came with it"]
    assert what(verify()) == wrong
    Attachment.objects.all().delete()
    assert what(verify()) == wrong


def test_what_the_command_says(busy: Council, capsys: pytest.CaptureFixture[str]) -> None:
    Case.objects.filter(reference="WAN-ENQ-2").update(state="answered")
    assert main(["verify", "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    wrong = "the index differs from the events in: state"
    assert said["wrong"] == [{"council": "wantage", "reference": "WAN-ENQ-2", "what": wrong}]
    assert (said["clean"], said["cases"], said["events"], said["rebuilt"]) == (False, 3, 5, 0)
    assert main(["verify", "--rebuild", "--council", "wantage"]) == 0
    assert capsys.readouterr().out == "3 cases, 5 events, 1 rebuilt: all as it must be.\n"
