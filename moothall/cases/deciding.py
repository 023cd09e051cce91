"""What else the protocol is asked on the way of an act: who decides another one that comes after,
and what it says of an act that somebody is alleged to have done.

Neither lets an act through nor stops it; that is for `judging.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from moothall import protocol
from moothall.cases.doing import Doing, ref_of
from moothall.cases.facts import facts_for
from moothall.cases.relations import listed, related, roles_here
from moothall.people.models import Person
from moothall.people.roles import posts_of
from moothall.protocol.judgement import Judgement

BREACHED = ("forbidden", "conditional", "referred")  # outcomes that speak against what was done
AGAINST = ("forbid", "require", "refer")  # and the kinds of rule that make them so


def deciders(doing: Doing, slot: str, act: str) -> list[str]:
    """The posts and persons who decide an act of the protocol, as things stand with these answers.

    Nobody who fills a party that the slot's `not:` names; where the rule names several who may,
    the first that is somebody. Empty where the protocol refers it to nobody.
    """
    facts = facts_for(doing) | {"actor": frozenset()}
    judgement = protocol.judge(doing.protocol, act, facts, at=doing.on)
    each = [_unconcerned(doing, slot, role) for role in judgement.decider]
    if judgement.decider_jointly:
        return [ref for refs in each for ref in refs]
    return next(filter(None, each), [])


def _unconcerned(doing: Doing, slot: str, role: str) -> list[str]:
    """The post where one holds it alone, else the people; without those who are concerned."""
    excluded = doing.procedure.parties[slot].excludes
    concerned = {one.pk for name in excluded for one in doing.slot(name)}
    people = [one for one in related(doing, role) if one.pk not in concerned]
    return [behind(doing, one) if len(people) == 1 else ref_of(one) for one in people]


def behind(doing: Doing, person: Person) -> str:
    """The post that the person holds alone, of those that the relations of the procedure name.

    Whoever comes after finds what came before. The person, where there is no such post.
    """
    for role in _named(doing):
        for post in posts_of(doing.council, role):
            if list(doing.holders(post.pk)) == [person]:
                return ref_of(post)
    return ref_of(person)


def _named(doing: Doing) -> Iterator[str]:
    """The roles that stand for one post: those of `holder_of`, and the stand-ins that are roles."""
    for spec in doing.procedure.roles.values():
        if isinstance(spec, dict):
            yield from filter(None, [spec.get("holder_of"), *listed(spec.get("else"))])


def alleged(doing: Doing) -> Iterator[Judgement]:
    """What the protocol says of the act that an answer names, by whoever has done it, they say."""
    for field, slot in doing.act.alleges.items():
        act = doing.value(field)
        if act is None:
            continue
        for person in doing.slot(slot):
            facts = facts_for(doing) | {"actor": roles_here(doing, person)}
            yield protocol.judge(doing.protocol, str(act), facts, at=doing.on)


def breached(doing: Doing) -> tuple[str, ...]:
    """The clauses that speak against what is alleged, each once; not those that say besides who
    answers for it."""
    found = [ground for one in alleged(doing) if one.outcome in BREACHED for ground in one.grounds]
    return tuple(dict.fromkeys(one.clause for one in found if one.kind in AGAINST))
