"""Reads what ModernGov's web service says: councillors by ward, and committees.

Of an answer only what is named here is taken: names, wards, groups, terms of office and the address
at work. What stands under `homeaddress` is counted and dropped. The service is described in
docs/how-to/import-people.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import islice
from xml.etree.ElementTree import Element

from moothall.people.importing.bodies import (
    classification_of,
    group_key,
    is_no_ward,
    role_in_body,
)
from moothall.people.importing.gathering import Gathering
from moothall.people.importing.markup import field, named, read_xml, tag
from moothall.people.importing.plan import BodyPlan, HeldPlan, ImportRefused, PersonPlan, Plan
from moothall.people.importing.text import (
    BadDay,
    clean,
    day_of,
    is_vacant,
    key_of,
    person_name,
    said,
    split_emails,
    split_telephones,
)

SCHEME = "moderngov"
_MOST_TERMS = 50
_NAME = ("fullusername", "fullname", "membername", "councillorname", "name", "username")
_NUMBER = ("councillorid", "memberid", "userid", "uid", "id")
_WARD = ("wardtitle", "wardname", "ward", "divisiontitle", "division", "representing")
_GROUP = ("politicalgrouptitle", "politicalgroup", "grouptitle", "politicalgroupname")
_PARTY = ("politicalpartytitle", "politicalparty", "partytitle", "partyname", "party")
_WORK = ("workaddress", "officeaddress", "councilcontact", "contactdetails")
_PHONE = ("phone", "telephone", "mobile", "workphone", "worktelephone", "workmobile")


def read(answers: Iterable[bytes]) -> Plan:
    """The plan of one or two answers. Raises ImportRefused."""
    gathering = Gathering(Plan("moderngov"))
    found = 0
    for data in answers:
        root = read_xml(data)
        found += _councillors(gathering, root) + _committees(gathering, root)
    if not found:
        raise ImportRefused(
            "The XML holds neither councillors nor committees. Is it what "
            "GetCouncillorsByWard or GetCommittees answers?"
        )
    return gathering.finished()


# -- councillors ------------------------------------------------------------------------------


def _councillors(gathering: Gathering, root: Element) -> int:
    rows = list(_by_ward(gathering, root))
    entitled = any(key_of(_name(one)).startswith(("cllr", "councillor")) for _, one in rows)
    gathering.plan.groups_said |= bool(rows)
    for ward, element in rows:
        _councillor(gathering, element, ward=ward, entitled=entitled)
    return len(rows)


def _by_ward(gathering: Gathering, root: Element) -> Iterator[tuple[str, Element]]:
    seen: set[int] = set()
    committees = {id(one) for body in named(root, "committee") for one in body.iter()}
    for ward in named(root, "ward", "division"):
        if len(ward) == 0:
            continue
        title = field(ward, "wardtitle", "divisiontitle", "wardname", "title", "name")
        if not is_no_ward(title):
            gathering.area(title, ids=_ids(ward, "wardid"))
        for one in named(ward, "councillor", "member"):
            if len(one) or one.attrib:
                seen.add(id(one))
                yield title, one
    seen |= committees
    for one in named(root, "councillor", "member"):
        if id(one) not in seen and _name(one):
            yield field(one, *_WARD), one


def _name(element: Element) -> str:
    name = field(element, *_NAME)
    parts = (field(element, "firstname", "forename"), field(element, "lastname", "surname"))
    return person_name(name or " ".join(filter(None, parts)))


def _ids(element: Element, *names: str) -> list[tuple[str, str]]:
    number = field(element, *names)
    return [(SCHEME, number[:200])] if number and number not in ("0", "-1") else []


def _councillor(gathering: Gathering, element: Element, *, ward: str, entitled: bool) -> None:
    name, ids = _name(element), _ids(element, *_NUMBER)
    where = f"councillor {ids[0][1]}" if ids else f"a councillor of {ward or 'no ward'}"
    if is_vacant(name):
        gathering.plan.warn(f"A vacant seat in {ward or 'no ward'}.")
        return
    if _has_home(element):
        gathering.plan.home_addresses += 1
    person = PersonPlan(name, where, ids=ids)
    _contacts(gathering, person, element)
    start = _since(gathering, person, element)
    if is_no_ward(ward):
        _without_ward(gathering, person, start, entitled=entitled)
    else:
        key = gathering.area(ward)
        person.held.append(HeldPlan("seat", key, start=start, firm=False))
    if group := _group(gathering, element):
        person.held.append(HeldPlan("body", group))
    gathering.person(person)


def _without_ward(
    gathering: Gathering, person: PersonPlan, start: date | None, *, entitled: bool
) -> None:
    """Councillors of an undivided council, and co-opted members, whom no title calls Councillor."""
    councillor = not entitled or key_of(person.name).startswith(("councillor", "cllr"))
    label, role = (
        ("Councillor", "elected_councillor")
        if councillor
        else ("Co-opted member", "coopted_member")
    )
    key = gathering.post(label, role=role)
    person.held.append(HeldPlan("post", key, start=start, firm=False))
    gathering.plan.warn(
        f"{person.name} has no ward: taken as {label.lower()} of the whole council."
    )


def _group(gathering: Gathering, element: Element) -> str:
    """The key of the group; a party stands for it where no group is said."""
    group, party = said(field(element, *_GROUP)), said(field(element, *_PARTY))
    if not group and group_key(party) == "independent":
        gathering.independents += 1
        return ""
    name = group or party
    return gathering.group(name) if group_key(name) else ""


def _has_home(element: Element) -> bool:
    return any(
        tag(one).startswith(("home", "private")) and clean("".join(one.itertext()))
        for one in element.iter()
    )


def _contacts(gathering: Gathering, person: PersonPlan, element: Element) -> None:
    for place in (element, *(child for child in element if tag(child) in _WORK)):
        for child in place:
            if tag(child) in ("email", "emailaddress", "workemail"):
                gathering.emails(person, "".join(child.itertext()), split=split_emails)
            elif tag(child) in _PHONE:
                numbers = split_telephones("".join(child.itertext()))
                person.telephones += [one for one in numbers if one not in person.telephones]


def _since(gathering: Gathering, person: PersonPlan, element: Element) -> date | None:
    """The first day of the unbroken terms that lead up to the last one.

    The end of a term is not taken: a councillor stays one until the list names them no more.
    """
    terms: list[tuple[date, date | None]] = []
    for term in islice(named(element, "termofoffice", "term"), _MOST_TERMS):
        try:
            start = day_of(field(term, "startdate", "start"))
            end = day_of(field(term, "enddate", "end"))
        except BadDay as bad:
            gathering.plan.warn(f"{person.name} ({person.where}): “{bad}” is not a date.")
            continue
        if start is not None:
            terms.append((start, end))
    since: date | None = None
    for start, _ in sorted(terms, key=lambda term: term[0], reverse=True):
        ends = [end for begun, end in terms if end and begun < start]
        if since is None or start < since:
            since = start
        if not any(timedelta(0) <= start - end <= timedelta(days=14) for end in ends):
            break
    return since


# -- committees -------------------------------------------------------------------------------


def _committees(gathering: Gathering, root: Element) -> int:
    found = 0
    for element in named(root, "committee"):
        title = field(element, "committeetitle", "committeename", "title", "name")
        if not title:
            continue
        found += 1
        if key_of(title) in ("council", "full council", "annual council", "the council"):
            gathering.plan.warn(f"“{title}” is the council itself and becomes no committee.")
            continue
        category = field(element, "committeecategory", "category", "committeetype")
        body = BodyPlan(title, classification_of(title, category=category))
        body.ids = _ids(element, "committeeid")
        body.closed = "true" in (
            field(element, "committeedeleted").casefold(),
            field(element, "committeeexpired").casefold(),
        )
        _members(gathering, element, gathering.body(body))
    return found


def _members(gathering: Gathering, element: Element, key: str) -> None:
    """The members of a committee, where the answer has them: of people who are councillors too."""
    for one in named(element, "member", "councillor"):
        name = _name(one)
        if name and not is_vacant(name):
            role = role_in_body(field(one, "memberrole", "role", "position", "title"))
            person = PersonPlan(name, f"member of {clean(key)}", ids=_ids(one, *_NUMBER))
            person.held.append(HeldPlan("body", key, role=role))
            gathering.person(person)
