"""Whose turn it is and who owns each running clock: a person on duty, or a held post.

A slot's person who is away is stood in for by whoever is on duty (`people.cover`); a role that is
no slot is a post. Nothing that runs is ever nobody's. Kept true afterwards by `tick.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from moothall.cases.doing import Doing, ref_of
from moothall.people.cover import on_duty
from moothall.people.models import Council, Person, Post
from moothall.people.roles import any_officers, posts_of

NOBODY = "nobody"  # the turn of a standing entry
DESKS = ("hub", "clerk")  # where everything lands that is nobody's


class NoDesk(LookupError):
    """The council has nobody who could own what is nobody's."""

    def __init__(self, council: Council) -> None:
        super().__init__(f"{council.name} has no hub, no Clerk and no officer: fill one of them.")


def work_out(doing: Doing) -> None:
    """Sets the turn and the owners of `doing.after`."""
    standing = doing.now
    state = doing.procedure.states.get(standing.state)
    turn = state.turn if state and not standing.ended else NOBODY
    standing.turn = "" if turn == NOBODY else turn
    standing.owner = owner(doing, (standing.turn,)) if standing.turn else ""
    for _, clock in standing.running():
        clock["owner"] = clock_owner(doing, clock["act"])


def clock_owner(doing: Doing, act: str) -> str:
    """Whoever may do the act that meets the clock: the first of its `by:` who is there."""
    name = act.partition(".")[2]
    owned_by = doing.procedure.acts[name].by if name in doing.procedure.acts else ()
    return owner(doing, owned_by)


def owner(doing: Doing, names: tuple[str, ...]) -> str:
    """The person or post behind the first of these slots and roles; at worst the council's desk."""
    for name in names:
        if name in doing.procedure.parties:
            for person in doing.slot(name):
                if acting := acting_for(doing, person):
                    return ref_of(acting)
        elif post := held(doing, posts_of(doing.council, name)):
            return ref_of(post)
    return desk(doing)


def acting_for(doing: Doing, person: Person) -> Person | None:
    """Who acts for the person today; None where they were a councillor and have left.

    What a councillor asked is not handed to whoever was elected afterwards.
    """
    if not doing.bare_roles(person) and not was_officer(doing, person):
        return None
    return on_duty(person, on=doing.on)


def was_officer(doing: Doing, person: Person) -> bool:
    """Whether the last post that the person held was an officer's."""
    posts = [one for one in doing.directory.held.get(person.pk, ()) if one.post]
    last = max(posts, key=lambda one: (one.end_date or date.max, one.pk), default=None)
    return bool(last and last.post and "officer" in doing.protocol.kinds_of(last.post.role))


def held(doing: Doing, posts: Iterable[Post]) -> Post | None:
    """The first of these posts that somebody holds today."""
    return next((post for post in posts if doing.holders(post.pk)), None)


def desk(doing: Doing) -> str:
    """The post of the hub, in a parish the Clerk's, else any officer. Raises NoDesk.

    Behind a wall first a role that is within it: nobody else shall know that there is a case.
    """
    procedure = doing.procedure
    within = procedure.circles[procedure.main_circle] if procedure.walled else ()
    for role in (*(one for one in within if one not in procedure.parties), *DESKS):
        if post := held(doing, posts_of(doing.council, role)):
            return ref_of(post)
    for person in any_officers(doing.council, on=doing.on):
        return ref_of(person)
    raise NoDesk(doing.council)
