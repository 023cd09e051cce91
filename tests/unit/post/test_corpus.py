"""Every message of `tests/emails` becomes what it must, and nothing of it is lost on the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from emails import EXPECTED, raw

from moothall.cases import files
from moothall.cases.models import Case, Event, Outgoing
from moothall.cases.perform import perform
from moothall.people.models import Council, Person
from moothall.post.models import Mail
from moothall.post.quoting import newly_written
from moothall.post.reading import read
from moothall.post.receive import receive_file
from moothall.post.store import raw_of

Find = Callable[[Council, str], Person]
NAMES = sorted(EXPECTED)


@pytest.mark.parametrize("name", NAMES)
def test_it_is_read(name: str) -> None:
    wanted, message = EXPECTED[name], read(raw(name))
    assert not message.broken
    if "subject" in wanted:
        assert message.subject == wanted["subject"]
    if "text" in wanted:
        assert message.text == wanted["text"]
    if "new" in wanted:
        assert newly_written(message.text, subject=message.subject) == wanted["new"]
    assert not any(words in message.text for words in wanted.get("never", ()))
    if "files" in wanted or "text" in wanted:
        found = [f"{one.name} {files.content_type(one.content)}" for one in message.files]
        assert found == wanted.get("files", [])


@pytest.fixture
def council(southend: Council) -> Council:
    southend.receiving_server = "mx.southend.example"
    southend.save()
    return southend


@pytest.fixture
def case(council: Council, person: Find, now: datetime) -> Case:
    opened = receive_file(council, raw("plain"), at=now).case
    assert opened is not None
    hub = person(council, "hattie-hub")
    return perform(opened, "assign", by=hub, at=now, fields={"given_to": "sam-stencil"}).case


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name in NAMES if name != "plain"])
def test_it_is_settled(name: str, council: Council, case: Case, now: datetime) -> None:
    wanted = EXPECTED[name]
    events, told = Event.objects.count(), Outgoing.objects.count()
    notice = _notice(case)
    mail = receive_file(council, raw(name), at=now)
    assert (mail.outcome, mail.event.act if mail.event else None) == (
        wanted["outcome"],
        wanted.get("act"),
    )
    assert wanted.get("why", "") in mail.why
    assert raw_of(mail) == raw(name)
    if mail.event is None:
        assert Event.objects.exclude(act="refused").count() == events
        written = Outgoing.objects.order_by("pk")[told:]
        assert [one.purpose for one in written] == _listed(wanted.get("tells"))
    else:
        _check_act(mail, wanted)
    notice.refresh_from_db()
    assert (notice.state == Outgoing.State.FAILED) == wanted.get("bounces", False)


def _listed(purpose: str | None) -> list[str]:
    return [purpose] if purpose else []


def _notice(case: Case) -> Outgoing:
    """The mail that Sam Stencil had, under the name by which the reports know it."""
    notice = Outgoing.objects.get(case=case, person__slug="sam-stencil")
    notice.state, notice.message_id = Outgoing.State.SENT, "<notice-1@southend.example>"
    notice.save()
    return notice


def _check_act(mail: Mail, wanted: dict[str, Any]) -> None:
    """What the message said and brought stands on the case."""
    assert mail.event is not None
    assert mail.case is not None
    said = {one.field: one.value for one in mail.event.said.all()}
    words = said.get("details") or said.get("answer") or said["message"]
    assert words == wanted.get("new", wanted.get("text", words))
    assert all(part in words for part in wanted.get("says", ()))
    found = [f"{one.name} {one.content_type}" for one in mail.event.attachments.order_by("pk")]
    assert found == wanted.get("files", [])
    for one in mail.event.attachments.all():
        assert files.read(one) in [file.content for file in read(raw_of(mail)).files]
    slots = mail.case.parties.filter(slot="listed").values_list("person__slug", flat=True)
    assert sorted(slots) == wanted.get("listed", [])
    if "sheet" in wanted:
        assert {k: v for k, v in mail.case.sheet.items() if k == "urgent"} == wanted["sheet"]
    if "ward" in wanted:
        assert mail.case.area is not None
        assert mail.case.area.slug == wanted["ward"]
