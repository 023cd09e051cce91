"""Says rules and judgements in plain English, with the council's own titles.

Wording only: nothing is decided here. The clause's own verb (must, should, normally) stands in
every sentence. Parts of sentences are in `phrases.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from moothall.protocol.edition import Protocol
from moothall.protocol.judgement import Judgement, NoticeDue, Promise
from moothall.protocol.phrases import (
    act_label,
    capital,
    condition_in_words,
    fact_in_words,
    happens,
    listed,
    noun,
    role_in_words,
    roles_in_words,
    so_in_words,
    target_in_words,
)
from moothall.protocol.rules import Condition, Rule
from moothall.worktime import words

_DO = {"must": "must", "should": "should", "normally": "should normally"}
_DO_NOT = {"must": "must not", "should": "should not", "normally": "should not normally"}
_NOBODY = {"must": "may", "should": "should", "normally": "should normally"}
_BE = {"must": "must be", "should": "should be", "normally": "should normally be"}
_HOW = {
    "email": "by e-mail",
    "telephone": "by telephone",
    "letter": "by letter",
    "invitation": "by invitation",
    "writing": "in writing",
    "meeting": "at a meeting",
    "publication": "by publication",
}


def rule_in_words(protocol: Protocol, rule: Rule) -> str:
    """One rule as a sentence, such as "An officer must not copy correspondence to a councillor"."""
    taken, when = _into_act(protocol, rule)
    sentence = _SENTENCES[rule.kind](protocol, rule, taken)
    if when:
        comma = "," if "," in sentence else ""
        sentence += f"{comma} if {condition_in_words(protocol, when)}"
    if rule.unless:
        sentence += f", unless {condition_in_words(protocol, rule.unless)}"
    if rule.instead:
        labels = listed(act_label(protocol, act) for act in rule.instead)
        sentence += f". What may be done instead: {labels}"
    return capital(sentence) + "."


def _into_act(protocol: Protocol, rule: Rule) -> tuple[str, Condition]:
    """The acts in words, and what is left of the condition.

    A condition on who it goes to (`copy.to`) goes into "copy correspondence to somebody".
    """
    acts = listed(act_label(protocol, act) for act in rule.acts)
    if len(rule.when) == 1 and "somebody" in acts:
        tests = rule.when[0]
        for test in tests:
            spec = protocol.vocabulary.facts[test.fact]
            if test.fact.endswith(".to") and spec.type == "roles":
                who = roles_in_words(protocol, sorted(str(role) for role in test.any_of))
                left = tuple(one for one in tests if one is not test)
                return acts.replace("somebody", who, 1), (left,) if left else ()
    return acts, rule.when


def _by(protocol: Protocol, rule: Rule, *, nobody: str = "whoever it concerns") -> str:
    return roles_in_words(protocol, rule.by) if rule.by else nobody


def _time(protocol: Protocol, rule: Rule) -> str:
    """Within what, after what, by whose agreement."""
    start = listed(happens(protocol, act) for act in rule.after)
    parts = []
    if rule.within:
        parts.append(f"within {rule.within}" + (f" after {start}" if start else ""))
    if rule.in_words:
        parts.append(rule.in_words)
    if rule.agreed:
        parts.append(f"by a date agreed between {roles_in_words(protocol, rule.agreed, 'and')}")
    return "".join(f", {part}" for part in parts)


def _consulting(protocol: Protocol, rule: Rule) -> str:
    return f" after consulting {target_in_words(protocol, rule.consult)}" if rule.consult else ""


def _duty(protocol: Protocol, rule: Rule, act: str) -> str:
    to = f" for {'each of ' if rule.to.mode == 'each' else ''}" if rule.to else ""
    whom = to + target_in_words(protocol, rule.to)
    consulting = _consulting(protocol, rule)
    how = f" {_HOW[rule.how]}" if rule.how else ""
    by = _by(protocol, rule)
    return f"{by} {_DO[rule.strength]} {act}{whom}{how}{consulting}{_time(protocol, rule)}"


def _require(protocol: Protocol, rule: Rule, act: str) -> str:
    facts = [protocol.vocabulary.facts[name] for name in rule.needs]
    wanted = []
    if so := [so_in_words(spec) for spec in facts if spec.type == "bool"]:
        wanted.append(f"see to it that {listed(so, 'and')}")
    if given := [noun(spec.label) for spec in facts if spec.type != "bool"]:
        wanted.append(f"give {listed(given, 'and')}")
    if rule.consult:
        wanted.append(f"consult {target_in_words(protocol, rule.consult)}")
    who = _by(protocol, rule, nobody="anybody")
    first = f" and {_DO[rule.strength]} ".join(wanted) or "do so"
    time = _time(protocol, rule)
    return f"{who} who wants to {act} {_DO[rule.strength]} {first}{time}"


def _forbid(protocol: Protocol, rule: Rule, act: str) -> str:
    if not rule.by:
        return f"nobody {_NOBODY[rule.strength]} {act}"
    return f"{_by(protocol, rule)} {_DO_NOT[rule.strength]} {act}"


def _permit(protocol: Protocol, rule: Rule, act: str) -> str:
    return f"{_by(protocol, rule, nobody='anybody')} may {act}{_time(protocol, rule)}"


def _refer(protocol: Protocol, rule: Rule, act: str) -> str:
    decided = {"must": "is for", "should": "should be for", "normally": "is normally for"}
    who = _by(protocol, rule, nobody="anybody")
    deciders = target_in_words(protocol, rule.to)
    consulting = _consulting(protocol, rule)
    leaning = {"grant": ", and the usual answer is yes", "refuse": ", and the usual answer is no"}
    usual = leaning.get(rule.leaning, "")
    return (
        f"whether {who} may {act} {decided[rule.strength]} {deciders} to decide{consulting}{usual}"
    )


def _route(protocol: Protocol, rule: Rule, act: str) -> str:
    who = _by(protocol, rule, nobody="anybody")
    whom = target_in_words(protocol, rule.to)
    return f"{who} who wants to {act} {_DO[rule.strength]} turn to {whom}"


def _notify(protocol: Protocol, rule: Rule, act: str) -> str:
    teller = f" by {roles_in_words(protocol, rule.by)}" if rule.by else ""
    how = f" {_HOW[rule.how]}" if rule.how else ""
    told = target_in_words(protocol, rule.to)
    acts = listed(happens(protocol, act) for act in rule.acts)
    moment = f"before {acts}" if rule.before else f"when {acts}"
    return f"{told} {_BE[rule.strength]} told{teller}{how} {moment}{_time(protocol, rule)}"


def _answerable(protocol: Protocol, rule: Rule, act: str) -> str:
    acts = listed(happens(protocol, act) for act in rule.acts)
    who = target_in_words(protocol, rule.to)
    plural = rule.to is not None and len(rule.to.roles) > 1
    return f"when {acts}, {who} {'are' if plural else 'is'} answerable for it"


def _become(protocol: Protocol, rule: Rule, act: str) -> str:
    kind = protocol.vocabulary.kinds.get(rule.becomes, rule.becomes.replace("_", " "))
    acts = listed(happens(protocol, act) for act in rule.acts)
    return f"when {acts}, it turns into {kind} and its earlier dates stop"


_SENTENCES: Mapping[str, Callable[[Protocol, Rule, str], str]] = {
    "duty": _duty,
    "require": _require,
    "forbid": _forbid,
    "permit": _permit,
    "refer": _refer,
    "route": _route,
    "notify": _notify,
    "answerable": _answerable,
    "become": _become,
}

# Judgements ---------------------------------------------------------------------------------------

_ANSWERS = {
    "conditional": "Yes, once something else is done.",
    "permitted": "Yes.",
    "clear": "Nothing in the protocol stands in the way.",
    "not_covered": "The protocol does not speak of this.",
    "depends": "It depends.",
}
_FORBIDDEN = {"must": "No: this must not be done.", "should": "No: this should not be done."}


def judgement_in_words(protocol: Protocol, judgement: Judgement) -> list[str]:
    """A judgement as a few sentences: the answer, why, and what else there is to know."""
    return [capital(sentence) for sentence in _sentences(protocol, judgement)]


def _sentences(protocol: Protocol, judgement: Judgement) -> Iterator[str]:
    yield verdict(protocol, judgement)
    for question in judgement.depends:
        yield question.question
    for ground in judgement.grounds:
        yield f"Clause {ground.clause}: {ground.says}"
    if judgement.needs:
        yield f"Still needed: {listed((need.label for need in judgement.needs), 'and')}."
    if judgement.unless:
        yield f"It would be otherwise if {'; or '.join(judgement.unless)}."
    if judgement.instead:
        yield f"Instead you may {listed(one.label for one in judgement.instead)}."
    if judgement.required:
        yield f"It is a duty (clause {listed(judgement.required, 'and')})."
    yield from consequences(protocol, judgement)
    yield from cautions(protocol, judgement)


def verdict(protocol: Protocol, judgement: Judgement) -> str:
    """The answer itself, in a sentence or two."""
    if judgement.departed:
        return "It departs from what the protocol says should be, for the reason recorded."
    if judgement.outcome == "forbidden":
        return _FORBIDDEN.get(judgement.strength or "must", _FORBIDDEN["must"])
    if judgement.outcome == "referred":
        usual = {"grant": " The usual answer is yes.", "refuse": " The usual answer is no."}
        last = "and" if judgement.decider_jointly else "or"
        who = roles_in_words(protocol, judgement.decider, last)
        return f"{who} must decide.{usual.get(judgement.leaning, '')}"
    if judgement.outcome == "conditional" and judgement.strength == "normally":
        return "Not normally: only with what is still needed."
    return _ANSWERS[judgement.outcome]


def consequences(protocol: Protocol, judgement: Judgement) -> Iterator[str]:
    """What follows if it is done: where it goes, which days begin, who is told, who answers."""
    if judgement.route:
        yield f"It goes to {roles_in_words(protocol, judgement.route)}."
    for clock in judgement.clocks:
        yield _clock(protocol, clock)
    for notice in judgement.notices:
        yield _told(protocol, notice)
    if judgement.answerable:
        yield f"{roles_in_words(protocol, judgement.answerable, 'and')} must answer for it."
    for kind in judgement.becomes:
        label = protocol.vocabulary.kinds.get(kind, kind.replace("_", " "))
        yield f"It turns into {label}, and its earlier dates stop."


def _clock(protocol: Protocol, clock: Promise) -> str:
    label = act_label(protocol, clock.act)
    bound = f" by {roles_in_words(protocol, clock.by)}" if clock.by else ""
    how = f"within {clock.within}" if clock.within else clock.in_words
    if clock.agreed:
        agreed = f"by a date agreed between {roles_in_words(protocol, clock.agreed, 'and')}"
        how = f"{how}, {agreed}" if how else agreed
    due = f", that is by {words.full_date(clock.due)}" if clock.due else ""
    verb = "To be done" if clock.sort == "promise" else "No later"
    start = happens(protocol, clock.after)
    return f"{verb}{bound}: {label}, {how} after {start}{due} (clause {clock.clause})."


def _told(protocol: Protocol, notice: NoticeDue) -> str:
    who = roles_in_words(protocol, notice.audience, "and")
    moment = "before it is done" if notice.when == "before" else "of it"
    how = f" {_HOW[notice.how]}" if notice.how else ""
    soon = f", {notice.in_words}" if notice.in_words else ""
    within = f" within {notice.within}" if notice.within else ""
    return f"{who} {_BE[notice.strength]} told {moment}{how}{within}{soon}."


def cautions(protocol: Protocol, judgement: Judgement) -> Iterator[str]:
    """What to keep in mind: what was taken as usual, departing, and contradictions."""
    if judgement.assumed:
        usual = (fact_in_words(protocol, *item) for item in judgement.assumed.items())
        yield f"Taken as usual, because nobody said otherwise: {'; '.join(usual)}."
    if judgement.departable:
        yield "It can be done all the same with a recorded reason; that counts as a departure."
    if judgement.contradiction:
        clauses = listed(judgement.contradiction, "and")
        who = role_in_words(protocol, protocol.interpreter)
        yield (
            f"The protocol contradicts itself here (clause {clauses}). The safer answer stands "
            f"until {who} has said what it means."
        )
