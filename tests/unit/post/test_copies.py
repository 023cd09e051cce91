"""A copy that the protocol keeps from somebody is held with its clause, and reaches nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pytest
from emails import reply_to

from moothall.cases.models import Case, Event, Notice, Outgoing
from moothall.cases.perform import perform
from moothall.people.models import Council, Person
from moothall.post.models import Mail

pytestmark = pytest.mark.django_db
Find = Callable[[Council, str], Person]
Receive = Callable[..., Mail]
ANSWER = "The lamp was replaced."


@dataclass(frozen=True)
class Cast:
    """Who plays in a council: councillor, hub (who assigns, if need be), officer and others."""

    council: str
    councillor: str
    hub: str
    officer: str
    other: str  # another councillor
    colleague: str  # another officer


CASTS = {
    "southend": Cast(
        "southend", "ada-example", "hattie-hub", "sam-stencil", "bertram-sample", "vera-variable"
    ),
    "guildford": Cast(
        "guildford", "delia-dial", "querida-quill", "rufus-ruler", "emeka-easel", "saskia-sextant"
    ),
    "wantage": Cast(
        "wantage", "celia-cedar", "lydia-larch", "lydia-larch", "duncan-damson", "morris-maple"
    ),
    "wiltshire": Cast(
        "wiltshire", "dilys-dialogue", "ruth-register", "thea-treatise", "ivan-idyll", "uma-update"
    ),
}


@dataclass
class Scene:
    """A councillor's enquiry in an officer's hands, and what comes in about it."""

    case: Case
    find: Callable[[str], Person]
    address: Callable[[Person], str]
    receive: Receive

    def __post_init__(self) -> None:
        self.sent = list(Outgoing.objects.values_list("pk", flat=True))
        self.events = Event.objects.count()

    def reply(self, by: str, *, cc: str = "", bcc: str = "", text: str = ANSWER) -> Mail:
        """`by` answers by mail; `cc` is named in it, `bcc` only in the envelope."""
        named: dict[str, object] = {"to": reply_to(self.case), "text": text}
        if cc:
            named["cc"] = self.address(self.find(cc))
        if bcc:
            named["envelope_to"] = [reply_to(self.case), self.address(self.find(bcc))]
        return self.receive(self.find(by), **named)

    def new_mails(self) -> list[Outgoing]:
        return list(Outgoing.objects.exclude(pk__in=self.sent).order_by("pk"))

    def nothing_reached_anybody_but(self, sender: str) -> Outgoing:
        """The one mail that tells the sender; no other, no notice, and the case as it was."""
        (told,) = self.new_mails()
        assert (told.purpose, told.person) == ("held", self.find(sender))
        assert ANSWER not in told.body
        state = self.case.state
        self.case.refresh_from_db()
        assert self.case.state == state
        assert not self.case.events.filter(act__in=("answer", "reply", "note")).exists()
        assert not Notice.objects.filter(text__contains=ANSWER).exists()
        return told


@pytest.fixture
def scene(
    request: pytest.FixtureRequest,
    now: datetime,
    address: Callable[[Person], str],
    receive: Receive,
    person: Find,
) -> Scene:
    cast = CASTS[request.param]
    council: Council = request.getfixturevalue(cast.council)

    def find(slug: str) -> Person:
        return person(council, slug)

    fields = {"subject": "Broken street light", "details": "It is out."}
    case = perform(
        None,
        "submit",
        kind="enquiry",
        council=council,
        by=find(cast.councillor),
        at=now,
        fields=fields,
    ).case
    if case.state == "received":
        given = {"given_to": cast.officer}
        case = perform(case, "assign", by=find(cast.hub), at=now, fields=given).case
    return Scene(case, find, address, receive)


def acting(*councils: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        ("scene", "cast"),
        [(name, CASTS[name]) for name in councils],
        indirect=["scene"],
        ids=councils,
    )


@acting("southend", "guildford")
@pytest.mark.parametrize("how", ["cc", "bcc"])
def test_a_copy_to_another_councillor_must_not_be(scene: Scene, cast: Cast, how: str) -> None:
    clause = {"southend": "9.1.14", "guildford": "12.2"}[cast.council]
    mail = scene.reply(cast.officer, **{how: cast.other})
    assert (mail.outcome, mail.case, mail.event) == ("quarantined", scene.case, None)
    name = scene.find(cast.other).name
    assert name in mail.why
    assert f"Clause {clause}:" in mail.why
    told = scene.nothing_reached_anybody_but(cast.officer)
    assert f"Clause {clause}:" in told.body
    assert ("hidden copy" in told.body) == (how == "bcc")
    assert "Instead you may send a separate letter of its own:" in told.body
    page = f"/{cast.council}/cases/{scene.case.reference}/do"
    assert f"{page}/send_separately/" in told.body
    assert f"{page}/answer/?mail={mail.pk}" in told.body
    assert "recorded reason" not in told.body
    refused = scene.case.events.get(act="refused")
    assert refused.body["attempted"] == "answer"


@acting("southend")
def test_it_is_said_what_would_allow_the_copy(scene: Scene, cast: Cast) -> None:
    scene.reply(cast.officer, cc=cast.other)
    told = scene.nothing_reached_anybody_but(cast.officer)
    assert (
        "It would be allowed if the councillor who wrote or was written to has agreed." in told.body
    )


@acting("guildford")
def test_a_hidden_copy_must_not_be_even_to_an_officer(scene: Scene, cast: Cast) -> None:
    mail = scene.reply(cast.officer, bcc=cast.colleague)
    assert "Clause 12.4:" in mail.why
    scene.nothing_reached_anybody_but(cast.officer)


@acting("wantage")
@pytest.mark.parametrize("how", ["cc", "bcc"])
def test_what_should_not_be_may_be_done_with_a_reason(scene: Scene, cast: Cast, how: str) -> None:
    mail = scene.reply(cast.officer, **{how: cast.other})
    assert mail.outcome == "quarantined"
    assert "Clause correspondence.1:" in mail.why
    told = scene.nothing_reached_anybody_but(cast.officer)
    assert "Clause correspondence.1:" in told.body
    assert "you may do with a recorded reason" in told.body
    assert f"/do/answer/?mail={mail.pk}" in told.body


@acting("southend", "wantage", "guildford")
def test_an_open_copy_to_a_colleague_is_allowed_and_named(scene: Scene, cast: Cast) -> None:
    mail = scene.reply(cast.officer, cc=cast.colleague)
    assert (mail.outcome, mail.event.act) == ("reply", "answer")  # type: ignore[union-attr]
    colleague = scene.find(cast.colleague)
    by_recipient = {one.person: one for one in scene.new_mails()}
    assert set(by_recipient) == {scene.find(cast.councillor), colleague}
    for one in by_recipient.values():
        assert ANSWER in one.body
        assert colleague.name in one.body  # both read who else has it


@acting("southend")
def test_a_silent_copy_that_is_allowed_is_named_all_the_same(scene: Scene, cast: Cast) -> None:
    """9.1.14 lets officers copy to officers: then the councillor reads that it was done."""
    mail = scene.reply(cast.officer, bcc=cast.colleague)
    assert mail.outcome == "reply"
    to_councillor = next(o for o in scene.new_mails() if o.person == scene.find(cast.councillor))
    assert scene.find(cast.colleague).name in to_councillor.body


@acting("southend")
def test_with_the_councillor_s_consent_the_copy_goes(
    scene: Scene, cast: Cast, now: datetime
) -> None:
    officer, councillor = scene.find(cast.officer), scene.find(cast.councillor)
    asked = {"wanted_for": [cast.other]}
    perform(scene.case, "ask_consent", by=officer, at=now, fields=asked)
    perform(scene.case, "consent", by=councillor, at=now)
    scene.sent = list(Outgoing.objects.values_list("pk", flat=True))
    assert scene.reply(cast.officer, cc=cast.other).outcome == "reply"
    recipients = [one.person for one in scene.new_mails()]
    assert sorted(p.slug for p in recipients if p) == sorted([cast.councillor, cast.other])


@acting("wiltshire")
@pytest.mark.parametrize("how", ["cc", "bcc"])
def test_where_no_clause_speaks_of_copies_they_are_made_openly(
    scene: Scene, cast: Cast, how: str
) -> None:
    assert scene.reply(cast.officer, **{how: cast.other}).outcome == "reply"
    assert {one.person.slug for one in scene.new_mails() if one.person} == {
        cast.councillor,
        cast.other,
    }


@acting("guildford")
@pytest.mark.parametrize(("how", "clause"), [("cc", "12.2"), ("bcc", "12.4")])
def test_a_councillor_s_reply_is_held_to_the_same_rule(
    scene: Scene, cast: Cast, how: str, clause: str
) -> None:
    mail = scene.reply(cast.councillor, **{how: cast.other})
    assert f"Clause {clause}:" in mail.why
    scene.nothing_reached_anybody_but(cast.councillor)


@acting("southend", "wantage", "wiltshire")
def test_where_the_rule_binds_officers_alone_a_councillor_copies_openly(
    scene: Scene, cast: Cast
) -> None:
    assert scene.reply(cast.councillor, cc=cast.other).outcome == "reply"


@acting("southend")
def test_a_note_that_goes_to_another_councillor_is_a_copy_too(scene: Scene, cast: Cast) -> None:
    mail = scene.reply(cast.hub, bcc=cast.other, text="Sam, please hurry.")
    assert "Clause 9.1.14:" in mail.why
    scene.nothing_reached_anybody_but(cast.hub)


@acting("southend", "guildford")
def test_parties_of_the_case_are_no_copy(scene: Scene, cast: Cast) -> None:
    mail = scene.reply(cast.officer, cc=cast.councillor)
    assert mail.outcome == "reply"
    assert [one.person for one in scene.new_mails()] == [scene.find(cast.councillor)]


def test_a_new_enquiry_with_a_silent_copy_is_held_where_nobody_may_make_one(
    guildford: Council, southend: Council, person: Find, receive: Receive
) -> None:
    bcc = {"bcc": "emeka.easel@councillors.guildford.example"}
    mail = receive(person(guildford, "delia-dial"), **bcc)
    assert mail.outcome == "quarantined"
    assert "Clause 12.4:" in mail.why
    assert not Case.objects.exists()
    assert "Clause 12.4:" in Outgoing.objects.get().body
    other = {"bcc": "bertram.sample@councillors.southend.example"}
    assert receive(person(southend, "ada-example"), **other).outcome == "case"


def test_those_the_councillor_lists_have_the_answer_without_asking(
    guildford: Council, person: Find, receive: Receive, now: datetime
) -> None:
    """12.2: whoever wrote first had put them on the list."""
    case = receive(
        person(guildford, "delia-dial"), cc="emeka.easel@councillors.guildford.example"
    ).case
    assert case is not None
    hub, rufus = person(guildford, "querida-quill"), person(guildford, "rufus-ruler")
    perform(case, "assign", by=hub, at=now, fields={"given_to": rufus})
    before = Outgoing.objects.count()
    mail = receive(
        rufus, to=reply_to(case), text=ANSWER, cc="emeka.easel@councillors.guildford.example"
    )
    assert mail.outcome == "reply"
    sent = Outgoing.objects.order_by("pk")[before:]
    assert sorted(one.person.slug for one in sent if one.person) == ["delia-dial", "emeka-easel"]
