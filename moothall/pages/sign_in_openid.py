"""Signing in with the council's account: to its provider and back, and a page for every failure.

What is believed of a provider is in `openid.py`, whose account it is in `accounts.py`.
"""

from __future__ import annotations

import logging
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect

from moothall.pages import accounts, entering, groups, openid, openid_secret, sessions
from moothall.pages.models import SignedIn, SignInRules
from moothall.pages.openid import Attempt, Client
from moothall.pages.openid_provider import Trouble
from moothall.pages.sign_in import next_of
from moothall.pages.visit import Visit
from moothall.people.changing import Changing
from moothall.people.directory import directory_of, forget
from moothall.people.models import Person
from moothall.people.roles import roles_of

ATTEMPT = "openid"  # in the session: council slug -> what must be remembered
LOG = logging.getLogger("moothall.sign_in")

# Why it came to nothing -> status, heading, words.
WORDS: dict[str, tuple[int, str, str]] = {
    "cancelled": (403, "You did not sign in", "It was cancelled at your council’s sign-in page."),
    "expired": (
        400,
        "That took too long",
        "Signing in must be finished within 15 minutes, in one browser, and each attempt counts "
        "once. Start again.",
    ),
    "refused": (
        502,
        "Your council’s sign-in did not go through",
        "The sign-in page answered with an error. Try again; if it stays so, tell whoever looks "
        "after your council’s accounts.",
    ),
    "down": (
        503,
        "Your council’s sign-in cannot be reached",
        "It does not answer just now. Try again in a few minutes.",
    ),
    "misconfigured": (
        502,
        "Signing in is not set up correctly",
        "Your council’s sign-in does not accept Moothall as it is set up. Tell your administrator.",
    ),
    "unverifiable": (
        403,
        "That answer could not be believed",
        "What came back does not prove who you are, so nobody was signed in. Start again.",
    ),
    "clock": (
        502,
        "The clocks do not agree",
        "Your council’s sign-in and Moothall disagree about the time by more than a few minutes. "
        "Tell your administrator: the clock of one of them is wrong.",
    ),
    "tenant": (
        403,
        "That account is of another organisation",
        "Sign in with the account that your council gave you. You may have to sign out of the "
        "other one first.",
    ),
    "unknown": (
        403,
        "We do not know whose account that is",
        "It has not been used here before, and an e-mail address alone proves nothing.",
    ),
    "taken": (
        403,
        "That invitation cannot be used",
        "It has been used, is older than a week, or the account already belongs to somebody. Ask "
        "your administrator for another one.",
    ),
    "not allowed": (
        403,
        "That account may not sign in here",
        "Your council lets only some of its accounts sign in, and this is none of them. Ask your "
        "administrator.",
    ),
    "groups": (
        502,
        "Your groups could not be read",
        "Your account is in too many groups for them to be passed on. Tell your administrator: "
        "only the groups that matter here should be sent.",
    ),
    "no post": (
        403,
        "You hold no post here",
        "Your account is known, but nobody has you down as a councillor or an officer today.",
    ),
}


def start(visit: Visit) -> HttpResponse:
    """Off to the provider. A link and no form: browsers keep forms from leading elsewhere."""
    rules = sessions.rules_of(visit.council)
    if not _is_set_up(visit, rules):
        return visit.go("sign-in")
    token = visit.request.GET.get("invitation", "")
    try:
        address, attempt = openid.begin(
            _client(visit, rules), at=visit.at, target=next_of(visit), invitation=token
        )
    except Trouble as trouble:
        return _page(visit, trouble)
    kept = dict(visit.request.session.get(ATTEMPT, {}))
    visit.request.session[ATTEMPT] = {**kept, visit.council.slug: attempt.as_json()}
    return HttpResponseRedirect(address)


def back(visit: Visit) -> HttpResponse:
    """Back from the provider: in, to the second factor, or to what went wrong."""
    rules = sessions.rules_of(visit.council)
    if not _is_set_up(visit, rules):
        return visit.go("sign-in")
    attempt = _taken(visit)
    answer = {name: str(value) for name, value in visit.request.GET.items()}
    try:
        claims = openid.finish(_client(visit, rules), attempt, answer, at=visit.at)
        assert attempt is not None
        person = _person(visit, rules, claims, attempt)
        return entering.passed(visit, person, how=SignedIn.How.OPENID, target=attempt.target)
    except Trouble as trouble:
        if trouble.reason == "unknown" and visit.person is not None:
            return visit.go("account-link")
        return _page(visit, trouble)


def invitation(visit: Visit, token: str) -> HttpResponse:
    """What an invitation leads to. Opening it uses nothing up: mail filters open links too."""
    found = accounts.invited(visit, token)
    rules = sessions.rules_of(visit.council)
    if found is None or not _is_set_up(visit, rules):
        return _page(visit, Trouble("taken"))
    return visit.render("invitation.html", person=found.person, token=token, rules=rules)


def _is_set_up(visit: Visit, rules: SignInRules) -> bool:
    return bool(rules.issuer and rules.client_id) and not visit.council.demonstration


def _client(visit: Visit, rules: SignInRules) -> Client:
    return Client(
        issuer=rules.issuer,
        client_id=rules.client_id,
        secret=openid_secret.secret_of(visit.council),
        back=visit.full_address("sign-in-openid-back"),
        tenant=rules.tenant,
    )


def _taken(visit: Visit) -> Attempt | None:
    """What was remembered; it is forgotten at once, so that an answer is good for one time."""
    kept = dict(visit.request.session.get(ATTEMPT, {}))
    found = kept.pop(visit.council.slug, None)
    visit.request.session[ATTEMPT] = kept
    return Attempt(**found) if found else None


def _person(visit: Visit, rules: SignInRules, claims: Any, attempt: Attempt) -> Person:
    """Whose account it is, with the posts that its groups give. Raises Trouble."""
    subject = openid.subject_of(claims, tenant=rules.tenant)
    named = groups.groups_in(claims, rules) if groups.are_used(rules) else frozenset()
    known = accounts.person_of(visit.council, issuer=rules.issuer, subject=subject)
    try:
        groups.check(named, rules)
    except Trouble:
        if known is not None:
            sessions.end_all(known, at=visit.at)
        raise
    if known is None:
        known = _by_invitation(visit, rules, subject, attempt)
    if known is None:
        called = claims.get("preferred_username") or claims.get("email") or claims.get("name")
        accounts.wait(visit, issuer=rules.issuer, subject=subject, called=str(called or ""))
        raise Trouble("unknown")
    if groups.are_used(rules):
        groups.apply(Changing(visit.council, None, visit.at, groups.THROUGH), known, named)
        forget(visit.council.pk)
        known = directory_of(visit.council.pk).people[known.pk]
    if not roles_of(known, on=visit.on):
        raise Trouble("no post")
    return known


def _by_invitation(
    visit: Visit, rules: SignInRules, subject: str, attempt: Attempt
) -> Person | None:
    if not attempt.invitation:
        return None
    found = accounts.invited(visit, attempt.invitation)
    if found is None or not accounts.use(found):
        raise Trouble("taken")
    person = directory_of(visit.council.pk).people[found.person_id]
    link = accounts.link(
        visit, person, issuer=rules.issuer, subject=subject, confirmed_by="invitation"
    )
    if link is None:
        raise Trouble("taken")
    return person


def _page(visit: Visit, trouble: Trouble) -> HttpResponse:
    LOG.warning("sign-in with the council's account at %s: %s", visit.council.slug, trouble)
    status, title, words = WORDS[trouble.reason]
    rules = sessions.rules_of(visit.council)
    return visit.render(
        "sign_in_trouble.html",
        status=status,
        title=title,
        words=words,
        reason=trouble.reason,
        rules=rules,
    )
