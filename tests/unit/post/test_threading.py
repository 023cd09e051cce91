"""Which case a message belongs to, and that naming one that is not there is no new enquiry."""

from __future__ import annotations

import pytest

from moothall.cases.models import Case, Outgoing
from moothall.people.models import Council
from moothall.post.reading import read
from moothall.post.threading import Thread, thread_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(assigned: Case) -> Case:
    """A second case, of the same council."""
    row = Case.objects.get(pk=assigned.pk)
    row.pk, row.reference, row.number = None, "SOU-ENQ-77", 77
    row.save()
    return row


def found(council: Council, headers: str, *envelope_to: str) -> Thread:
    return thread_of(read(f"{headers}\r\n\r\nx".encode()), council, envelope_to=envelope_to)


def sent(case: Case, name: str) -> None:
    mail = Outgoing.objects.filter(case=case).first() or Outgoing.objects.first()
    assert mail is not None
    mail.pk, mail.case, mail.message_id, mail.once = None, case, f"<{name}@southend.example>", name
    mail.save()


@pytest.mark.parametrize(
    "headers",
    [
        "To: enquiries+sou-enq-1@Southend.Example",
        "Cc: The council <ENQUIRIES+SOU-ENQ-1@southend.example>",
        "Delivered-To: enquiries+SOU-ENQ-1@southend.example",
        "Subject: Re: [sou-enq-1] Lights",
        "Subject: [EXTERNAL] Re: [SOU-ENQ-1] Lights",
    ],
)
def test_by_address_or_subject(assigned: Case, southend: Council, headers: str) -> None:
    headers = headers.replace("sou-enq-1", assigned.reference.lower())
    headers = headers.replace("SOU-ENQ-1", assigned.reference)
    assert found(southend, headers).case == assigned


def test_by_the_envelope(assigned: Case, southend: Council) -> None:
    address = f"enquiries+{assigned.reference}@southend.example"
    assert found(southend, "To: enquiries@southend.example", address).case == assigned


def test_by_reference_the_nearest_first(assigned: Case, other: Case, southend: Council) -> None:
    sent(assigned, "far")
    sent(other, "near")
    far, near = "<far@southend.example>", "<near@southend.example>"
    assert found(southend, f"In-Reply-To: {near}\r\nReferences: {far} {near}").case == other
    assert found(southend, f"References: {near} {far}").case == assigned
    assert found(southend, f"References: <unknown@x.example> {far} <z@x.example>").case == assigned


def test_the_address_comes_before_the_reference(
    assigned: Case, other: Case, southend: Council
) -> None:
    sent(assigned, "one")
    headers = "To: enquiries+SOU-ENQ-77@southend.example\r\nIn-Reply-To: <one@southend.example>"
    assert found(southend, headers).case == other


@pytest.mark.parametrize(
    "headers",
    ["To: enquiries+SOU-ENQ-999@southend.example", "Subject: Re: [SOU-ENQ-999] Lights"],
)
def test_a_reference_that_is_not_there_is_named_all_the_same(
    southend: Council, headers: str
) -> None:
    assert found(southend, headers) == Thread(None, named=True)


@pytest.mark.parametrize(
    "headers",
    [
        "Subject: Lights",
        "Subject: [urgent] Lights",
        "Subject: [GUI-ENQ-1] Lights",
        "Subject: SOU-ENQ-1 without brackets",
        "To: enquiries+newsletter@southend.example",
        "To: somebody+SOU-ENQ-1@southend.example",
        "To: enquiries+SOU-ENQ-1@elsewhere.example",
        "In-Reply-To: <unknown@x.example>",
    ],
)
def test_anything_else_names_none(assigned: Case, southend: Council, headers: str) -> None:
    assert found(southend, headers) == Thread(None)


def test_another_council_s_case_is_none_of_ours(
    assigned: Case, guildford: Council, southend: Council
) -> None:
    sent(assigned, "ours")
    headers = f"In-Reply-To: <ours@southend.example>\r\nSubject: [{assigned.reference}] x"
    assert found(southend, headers).case == assigned
    assert found(guildford, headers) == Thread(None)
