"""What the tests of the post share: messages in a line, a case in an officer's hands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from emails import letter

from moothall.cases.models import Case
from moothall.cases.perform import perform
from moothall.people.models import Council, Person
from moothall.post.models import Mail
from moothall.post.receive import receive_file

Find = Callable[[Council, str], Person]
Moment = Callable[[str], datetime]


@pytest.fixture
def now(at: Moment) -> datetime:
    return at("2026-11-18T10:00")


@pytest.fixture
def address() -> Callable[[Person], str]:
    """The e-mail address of a person."""
    return lambda person: person.contact_details.get(type="email").value


@pytest.fixture
def receive(now: datetime, address: Callable[[Person], str]) -> Callable[..., Mail]:
    """`receive(ada, text="…")`: a message of that person comes in and is handled."""
    count = iter(range(1, 1000))

    def come(
        person: Person | str, *, council: Council | None = None, at: datetime = now, **named: object
    ) -> Mail:
        to = council or person.council  # type: ignore[union-attr]
        envelope_to = named.pop("envelope_to", ())
        envelope_from = named.pop("envelope_from", "")
        named.setdefault("to", to.address)
        named.setdefault("message_id", f"<{next(count)}@postmen.example>")
        sender = person if isinstance(person, str) else address(person)
        return receive_file(
            to,
            letter(sender, **named),  # type: ignore[arg-type]
            at=at,
            envelope_from=str(envelope_from),
            envelope_to=envelope_to,  # type: ignore[arg-type]
        )

    return come


@pytest.fixture
def assigned(southend: Council, person: Find, now: datetime) -> Case:
    """Councillor Ada Example's enquiry, given to Sam Stencil to answer."""
    done = perform(
        None,
        "submit",
        kind="enquiry",
        council=southend,
        by=person(southend, "ada-example"),
        at=now,
        fields={"subject": "Broken street light", "details": "It is out."},
    )
    hub = person(southend, "hattie-hub")
    return perform(done.case, "assign", by=hub, at=now, fields={"given_to": "sam-stencil"}).case
