"""What a person's reply does to a case: which act it is, and what it answers.

Follows what the case lets that person do; the order of preference stands here, the law in the
protocol, the doing in `perform`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from moothall.cases.models import Case, Party
from moothall.cases.possible import possible_acts
from moothall.cases.refusals import NotPossible
from moothall.people.law import protocol_of_edition
from moothall.people.models import ContactDetail, Council, Person
from moothall.people.roles import roles_of
from moothall.post.reading import Incoming
from moothall.protocol import judge
from moothall.protocol.judgement import Judgement
from moothall.worktime import LONDON

# First that is possible. The field takes what was written.
PREFERENCE = (
    ("contribute", "part"),
    ("answer", "answer"),
    ("follow_up", "message"),
    ("appeal_classification", "objection"),
    ("reply", "message"),
    ("note", "message"),
)
PARTIES_ONLY = ("answer",)  # somebody who may do it, but is not asked to, adds a note instead


def act_of(case: Case, *, by: Person, at: datetime) -> tuple[str, str]:
    """The act that a reply is, and the field for its words. Raises NotPossible."""
    open_to = {possible.act.name for possible in possible_acts(case, by=by, at=at)}
    party = Party.objects.filter(case=case, person=by).exists()
    for act, field in PREFERENCE:
        if act in open_to and (party or act not in PARTIES_ONLY):
            return act, field
    raise NotPossible(f"{by.name} may read {case.reference} but has nothing to answer in it now.")


def people_at(council: Council, addresses: Iterable[str]) -> list[Person]:
    """The people of the council with these addresses, in their order, each once."""
    wanted = [address.lower() for address in addresses]
    details = ContactDetail.objects.filter(
        council=council, type=ContactDetail.Type.EMAIL, value__in=wanted
    ).select_related("person")
    found = {detail.value: detail.person for detail in details}
    return list(dict.fromkeys(found[address] for address in wanted if address in found))


def copied(case: Case, incoming: Incoming, *, by: Person) -> list[Person]:
    """People of the council whom the sender copied in, the two sides of the case aside."""
    sides = set(
        Party.objects.filter(case=case, slot__in=("requester", "handler")).values_list(
            "person_id", flat=True
        )
    )
    everybody = people_at(case.council, incoming.recipients)
    return [person for person in everybody if person.pk not in sides and person.pk != by.pk]


def hidden(council: Council, incoming: Incoming, envelope_to: Iterable[str]) -> list[Person]:
    """People of the council who receive the message without being named in it."""
    shown = set(incoming.recipients)
    return people_at(council, [one for one in map(str.lower, envelope_to) if one not in shown])


def judge_hidden(case: Case, person: Person, *, by: Person, at: datetime) -> Judgement:
    """What the case's protocol says of a hidden copy to that person."""
    on = at.astimezone(LONDON).date()
    return judge(
        protocol_of_edition(case.edition),
        "correspondence.copy",
        {
            "actor": roles_of(by, on=on),
            "copy.to": roles_of(person, on=on),
            "copy.hidden": True,
            "circulation_shown": False,
            "writer_told": False,
        },
        at=on,
    )


def enquiry_fields(
    council: Council, incoming: Incoming, *, by: Person, text: str
) -> dict[str, Any]:
    """The answers that a councillor's message gives to a new enquiry's questions."""
    fields: dict[str, Any] = {
        "subject": incoming.subject or "(no subject)",
        "details": text or "(no text)",
    }
    words = incoming.subject.lower()
    if "urgent" in words or incoming.header("importance").lower() == "high":
        fields["urgent"] = "urgent" in words
    place = f"{incoming.subject} {text}".lower()
    areas = [area for area in council.areas.all() if area.name.lower() in place]
    if len(areas) == 1:
        fields["ward"] = areas[0].slug
    on_list = [one for one in people_at(council, incoming.copies) if one.pk != by.pk]
    listed = [one.slug for one in on_list if is_councillor(one)]
    if listed:
        fields["circulation"] = listed
    return fields


def is_councillor(person: Person) -> bool:
    """Whether the person has ever held a councillor's place; rules on dates are the engine's."""
    return person.memberships.filter(post__role__in=_COUNCILLORS).exists()


_COUNCILLORS = (
    "councillor",
    "elected_councillor",
    "coopted_member",
    "cabinet_member",
    "leader",
    "mayor",
    "council_chair",
    "committee_chair",
    "group_leader",
)
