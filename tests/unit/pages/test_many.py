"""The same for many: looked through first, done once; what cannot be done stays."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from moothall.cases.bulk import batch
from moothall.cases.bulk.batch import AlreadyDone, Item, Wanted
from moothall.cases.models import Batch, Case, Event
from moothall.cases.perform import perform
from moothall.cases.procedures import load
from moothall.cases.verify import verify
from moothall.config.cli import main
from moothall.people.models import Council, Membership, Person
from moothall.people.roles import holders

from .conftest import Browse, Browsing, parsed

Find = Callable[[Council, str], Person]
NOW = datetime.now(UTC)
KIT = {"item": "headed_paper", "details": "Headed paper", "for_whom": "councillor"}


def councillors(council: Council) -> list[str]:
    return sorted(one.slug for one in holders(council, "councillor", on=NOW.date()))


def hub_of(council: Council) -> Person:
    return holders(council, "hub", on=NOW.date())[0]


def batch_in(answer: object) -> str:
    """The number on the page that is looked through."""
    found = re.search(r'name="as-batch" value="([^"]+)"', answer.content.decode())  # type: ignore[attr-defined]
    assert found
    return found.group(1)


@pytest.fixture
def hub(wiltshire: Council, browse: Browse, person: Find) -> Browsing:
    return browse(wiltshire, hub_of(wiltshire).slug)


def test_kit_for_all_councillors(wiltshire: Council, hub: Browsing) -> None:
    address = "many/new/facility/issue/"
    known = councillors(wiltshire)
    page = hub.read(address)
    assert f"All {len(known)} who are listed" in page
    unticked = hub.send(address, {**KIT, "step": "check"})
    assert unticked.status_code == 422
    assert "Tick somebody" in parsed(unticked).text
    wanting = hub.send(address, {"for-all": "yes", "step": "check"})
    assert wanting.status_code == 422
    assert "There is a problem" in parsed(wanting).text
    looked = hub.send(address, {**KIT, "for-all": "yes", "step": "check"})
    assert f"{len(known)} can be done" in parsed(looked).text
    assert not Case.objects.filter(council=wiltshire, kind="facility").exists()
    sent = {**KIT, "for-whom": known, "step": "send", "as-batch": batch_in(looked)}
    done = hub.send(address, sent)
    assert done.status_code == 302
    assert f"done for {len(known)}" in hub.read(done["Location"])
    events = Event.objects.filter(council=wiltshire, act="issue")
    assert {one.body["batch"] for one in events} == {batch_in(looked)}
    assert events.count() == len(known)
    again = hub.send(address, sent)  # sent twice, done once
    assert again["Location"] == done["Location"]
    assert events.count() == len(known)
    assert verify(wiltshire).clean


def test_what_the_protocol_refuses_stays_with_its_clause(
    guildford: Council, browse: Browse, person: Find
) -> None:
    """Guildford wants training before somebody sits on planning: one has it."""
    by = hub_of(guildford)
    hub = browse(guildford, by.slug)
    first, *others = councillors(guildford)[:3]
    kind: dict[str, Any] = {"kind": "training", "council": guildford}
    asked = {"trained": first, "title": "Planning", "course": "planning"}
    case = perform(None, "provide", by=by, at=NOW, fields=asked, **kind).case
    perform(case, "book", by=by, at=NOW, fields={"day": NOW.date()})
    perform(case, "attend", by=by, at=NOW)
    body = guildford.organizations.filter(classification="committee")[0].slug
    seat = {"body": body, "body_kind": "planning"}
    address = "many/new/seat/take/"
    chosen = [first, *others]
    looked = hub.send(address, {**seat, "for-whom": chosen, "step": "check"})
    text = parsed(looked).text
    assert "1 can be done" in text
    assert "2 cannot be done" in text
    assert "Clause " in text.partition("These stay as they are")[2]
    sent = {**seat, "for-whom": chosen, "step": "send", "as-batch": batch_in(looked)}
    result = hub.read(hub.send(address, sent)["Location"])
    assert "done for 1" in result
    assert "These stay as they were" in result
    assert Case.objects.filter(council=guildford, kind="seat").count() == 1


@pytest.fixture
def lent(wiltshire: Council, person: Find) -> list[Case]:
    made = []
    for slug in councillors(wiltshire)[:3]:
        done = perform(
            None, "issue", kind="facility", council=wiltshire, by=hub_of(wiltshire),
            at=NOW - timedelta(hours=1), fields={**KIT, "wanted_by": slug},
        )  # fmt: skip
        made.append(done.case)
    return made


def test_everything_is_asked_back(wiltshire: Council, hub: Browsing, lent: list[Case]) -> None:
    page = hub.open("registers/lent/?tick=yes")
    assert page.content.decode().count('name="on-case"') == 3
    references = [case.reference for case in lent]
    which = hub.send("many/", {"on-case": references})
    assert "Ask for it back" in parsed(which).text
    form = hub.send("many/", {"on-case": references, "do-act": "facility.recall"})
    assert "For 3 cases" in parsed(form).text
    given = {"on-case": references, "do-act": "facility.recall", "why": "The term ends"}
    looked = hub.send("many/", {**given, "step": "check"})
    assert "3 can be done" in parsed(looked).text
    done = hub.send("many/", {**given, "step": "send", "as-batch": batch_in(looked)})
    assert "done for 3" in hub.read(done["Location"])
    assert set(Case.objects.filter(kind="facility").values_list("state", flat=True)) == {"due_back"}
    row = Batch.objects.get()
    assert (row.kind, row.act, row.wanted) == ("facility", "recall", 3)


def test_a_case_that_is_not_theirs_is_left_out(
    wiltshire: Council, browse: Browse, lent: list[Case]
) -> None:
    outsider = browse(wiltshire, councillors(wiltshire)[4])
    answer = outsider.send("many/", {"on-case": [lent[0].reference]})
    assert answer.status_code == 302
    assert answer["Location"] == "/wiltshire/cases/"


def test_a_batch_is_shown_to_whoever_did_it_alone(
    wiltshire: Council, browse: Browse, person: Find, lent: list[Case]
) -> None:
    by = lent[0].events.get().by
    assert by is not None
    row = Batch.objects.create(
        council=wiltshire, by=by, at=NOW, kind="facility", act="issue", wanted=1
    )
    own, other = browse(wiltshire, by.slug), browse(wiltshire, councillors(wiltshire)[0])
    assert own.open(f"many/{row.number}/").status_code == 200
    assert "1 of 1 was not done" in own.read(f"many/{row.number}/")
    assert other.open(f"many/{row.number}/").status_code == 404


def test_newcomers_only(wiltshire: Council, hub: Browsing) -> None:
    slug = councillors(wiltshire)[0]
    Membership.objects.filter(council=wiltshire, person__slug=slug).update(start_date=NOW.date())
    day = NOW.date()
    asked = f"?since-day={day.day}&since-month={day.month}&since-year={day.year}"
    assert "All 1 who are listed" in hub.read(f"many/new/facility/issue/{asked}")
    assert "Enter a real date" in hub.read(
        "many/new/facility/issue/?since-day=31&since-month=2&since-year=2027"
    )
    assert "Nobody fits" in hub.read("many/new/facility/issue/?text=no-such-name")


def test_only_acts_for_one_person_each(hub: Browsing) -> None:
    for address in ("many/new/enquiry/submit/", "many/new/facility/recall/", "many/new/no/act/"):
        assert hub.open(address).status_code == 404
    assert (
        hub.send("many/new/facility/issue/", {"step": "send", "for-all": "yes"}).status_code == 404
    )


def test_one_that_fails_undoes_no_other(wiltshire: Council, lent: list[Case]) -> None:
    by = lent[0].events.get().by
    assert by is not None
    perform(lent[1], "return", by=by, at=NOW)
    procedure = load()["facility"]
    wanted = Wanted(wiltshire, procedure, procedure.acts["recall"], by, NOW, {})
    number = uuid4()
    outcomes = batch.carry_out(wanted, [Item(case=one) for one in lent], number=number)
    assert [one.able for one in outcomes] == [True, False, True]
    assert "not possible while it is given back" in outcomes[1].why
    assert len(batch.events_of(Batch.objects.get(number=number))) == 2
    with pytest.raises(AlreadyDone):
        batch.carry_out(wanted, [], number=number)


def test_the_command(
    wiltshire: Council, lent: list[Case], capsys: pytest.CaptureFixture[str]
) -> None:
    by = lent[0].events.get().by
    assert by is not None
    common = ["--council", "wiltshire", "--by", by.slug, "--json"]
    references = [case.reference for case in lent]
    assert main(["bulk", "act", "recall", *references, *common, "--rehearse"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["batch"] is None
    assert [one["able"] for one in found["items"]] == [True] * 3
    assert main(["bulk", "act", "return", references[0], *common]) == 0
    capsys.readouterr()
    assert main(["bulk", "act", "recall", *references, *common, "why=Term"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert UUID(found["batch"])
    assert [one["done"] for one in found["items"]] == [False, True, True]
    answers = [f"{name}={value}" for name, value in KIT.items()]
    opens = ["bulk", "open", "facility", "--act", "issue", "--for-role", "councillor", *common]
    assert main([*opens, *answers]) == 0
    found = json.loads(capsys.readouterr().out)
    assert len(found["items"]) == len(councillors(wiltshire))
    assert all(one["case"] for one in found["items"])
    assert main(["bulk", "open", "enquiry", *common]) == 2
