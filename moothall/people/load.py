"""Loads a council, its people and who holds what from one mapping, in one transaction.

The file is the truth about posts and memberships, and loading it again changes nothing. People
are never removed, since cases name them: somebody who left keeps a last day (`until:`). What the
file may say is in `council_shape.py`, the rows are written in `council_rows.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from moothall.people.changing import Changing
from moothall.people.council_rows import Rows
from moothall.people.council_shape import BadCouncil, CouncilPlan, fault_at, plan_of
from moothall.people.law import protocol_of_edition
from moothall.people.models import Council, Person
from moothall.people.posts import roles_of_posts, side_of
from moothall.protocol import Protocol, UnknownProtocol
from moothall.strict import Fault
from moothall.worktime import UnknownCalendar, load_calendar


def load_council(
    data: Mapping[str, Any], *, at: datetime, by: Person | None = None, through: str = "file"
) -> Council:
    """Creates the council or brings it up to the file; the same file twice changes nothing.

    What it changes is one batch in the log, made at `at` by that person (None: the command line).

    `data` is made of plain mappings, lists, text and dates; from `read_council` it also knows its
    lines. Raises BadCouncil with everything wrong with it, and then writes nothing.
    """
    protocol = _protocol(data)
    plan = plan_of(data, roles=roles_of_posts(protocol), bodies=_roles_of_bodies(protocol))
    faults = [fault_at(data, at, message) for at, message in _disagreements(plan, protocol)]
    faults += _another_edition(data["council"])
    if faults:
        raise BadCouncil(faults)
    with transaction.atomic():
        rows = Rows(
            data, plan, lambda council: Changing(council=council, by=by, at=at, through=through)
        )
    return rows.council


def _protocol(data: Mapping[str, Any]) -> Protocol:
    council = data.get("council")
    folder = council.get("protocol") if isinstance(council, Mapping) else None
    if not isinstance(folder, str) or not isinstance(council, Mapping):
        plan_of(data, roles=())  # raises with this fault and all the others that it can see
        raise AssertionError("a council without a protocol was let through")
    try:
        return protocol_of_edition(folder)
    except UnknownProtocol as error:
        raise BadCouncil([fault_at(council, "protocol", str(error))]) from None


def _another_edition(council: Mapping[str, Any]) -> Iterator[Fault]:
    """A file begins a council's protocol; its next edition takes two people (`adopts:`)."""
    known = Council.objects.filter(slug=council.get("slug")).first()
    now, wanted = known.protocol if known else "", str(council["protocol"])
    if now != wanted and now.partition("/")[0] == wanted.partition("/")[0]:
        yield fault_at(
            council,
            "protocol",
            f"council.protocol: {now!r} is in force. Another edition comes into force when two "
            "people have adopted it: begin an Edition of the protocol, and leave this line alone.",
        )


def _roles_of_bodies(protocol: Protocol) -> Iterator[str]:
    """Bare roles that a committee may be: neither people nor relations to a case."""
    for role in protocol.vocabulary.roles:
        others = protocol.kinds_of(role) & {"third_party", "administrator"}
        if "." not in role and not others and not side_of(protocol, role):
            yield role


def _disagreements(plan: CouncilPlan, protocol: Protocol) -> Iterator[tuple[str, str]]:
    """What is well-formed and yet cannot be so, each with the section it is about."""
    try:
        load_calendar(plan.council["calendar"])
    except UnknownCalendar as error:
        yield "council", str(error)
    for act in plan.council.get("service_standards", {}):
        if act not in protocol.vocabulary.acts:
            yield "council", f"council.service_standards: no act is called {act!r}."
    yield from _circles(plan.sections["departments"], "departments", "parent")
    yield from _circles(plan.sections["departments"], "departments", "successor")
    yield from _circles(plan.sections["committees"], "committees", "parent")
    yield from _circles(plan.sections["posts"], "posts", "reports_to")
    yield from _shared_slugs(plan)
    yield from _shared_addresses(plan)
    yield from _half_memberships(plan)
    for section, entries in (
        ("people", [*plan.sections["people"].values()]),
        ("absences", plan.lists["absences"]),
        ("memberships", plan.lists["memberships"]),
    ):
        for entry in entries:
            if "from" in entry and "until" in entry and entry["until"] < entry["from"]:
                who = entry.get("name") or entry["person"]
                yield section, f"{section}: {who}: the last day is before the first."


def _half_memberships(plan: CouncilPlan) -> Iterator[tuple[str, str]]:
    """A membership is of one thing; only in a body is somebody chair, co-opted or a substitute."""
    for number, entry in enumerate(plan.lists["memberships"], 1):
        where = f"memberships[{number}]"
        if sum(name in entry for name in ("post", "body", "ward")) != 1:
            yield "memberships", f"{where}: give one of `post`, `body` and `ward`."
        elif "role" in entry and "body" not in entry:
            yield "memberships", f"{where}: a `role` is had in a `body`."


def _shared_addresses(plan: CouncilPlan) -> Iterator[tuple[str, str]]:
    owners: dict[str, str] = {plan.council["address"]: "the council"}
    for slug, person in plan.sections["people"].items():
        address = person.get("email")
        if address and owners.setdefault(address, slug) != slug:
            yield "people", f"people.{slug}.email: {address} already belongs to {owners[address]}."


def _shared_slugs(plan: CouncilPlan) -> Iterator[tuple[str, str]]:
    """Bodies of all sections share their slugs; each ward makes a post of its own."""
    bodies = [(slug, name) for name in _BODIES for slug in plan.sections[name]]
    first: dict[str, str] = {}
    for slug, section in bodies:
        if first.setdefault(slug, section) != section:
            yield section, f"{section}.{slug}: {slug!r} already stands under {first[slug]}."
    for area in plan.sections["areas"]:
        if f"councillor-{area}" in plan.sections["posts"]:
            yield "posts", f"posts.councillor-{area} is made of the ward; use `ward: {area}`."


_BODIES = ("departments", "committees", "groups", "councils", "outside_bodies")


def _circles(
    entries: Mapping[str, Mapping[str, Any]], section: str, key: str
) -> Iterator[tuple[str, str]]:
    for slug in entries:
        seen, above = {slug}, entries[slug].get(key)
        while above is not None and above not in seen:
            seen.add(above)
            above = entries[above].get(key)
        if above == slug:
            yield section, f"{section}.{slug}.{key} leads back to itself."
