"""Who may come to which page: one line for every address, refused unless it says otherwise.

What may be seen on a page is asked of `moothall.cases.visibility`, not here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from moothall.cases import break_glass
from moothall.pages.entering import must_set_up
from moothall.pages.visit import Visit, visit_of
from moothall.people import wall
from moothall.people.directory import council_at, steady

Who = Literal[
    "anybody",
    "signing_in",
    "signed_in",
    "councillor",
    "officer",
    "hub",
    "quarantine",
    "monitoring_officer",
    "administrator",
    "break_glass",
    "watcher",
]
Page = Callable[..., HttpResponse]

# Address name -> who may come. A house test holds that every address is here.
PERMISSIONS: dict[str, Who] = {
    "choose": "anybody",
    "health": "anybody",
    "sign-in": "anybody",
    "sign-in-code": "anybody",
    "sign-in-openid": "anybody",
    "sign-in-openid-back": "anybody",
    "sign-in-second": "anybody",
    "sign-in-passkey": "anybody",
    "invitation": "anybody",
    "sign-out": "anybody",
    "authenticator-app": "signing_in",
    "passkey-new": "signing_in",
    "recovery-codes": "signed_in",
    "second-factor-remove": "signed_in",
    "account": "signed_in",
    "account-sessions": "signed_in",
    "account-link": "signed_in",
    "account-unlink": "signed_in",
    "notifications": "signed_in",
    "feed-address": "signed_in",
    "feed": "anybody",  # who has the address; the page itself asks whether it is good
    "act-for": "signed_in",
    "assistants": "councillor",
    "settings-sign-in": "administrator",
    "settings-sign-in-person": "administrator",
    "home": "signed_in",
    "start": "signed_in",
    "cases": "signed_in",
    "many-new": "signed_in",
    "many-act": "signed_in",
    "many-done": "signed_in",  # the page itself asks whose batch it is
    "new": "signed_in",
    "case": "signed_in",
    "why": "signed_in",
    "act": "signed_in",
    "file": "signed_in",
    "opened": "break_glass",
    "opened-case": "break_glass",
    "opened-file": "break_glass",
    "readings": "watcher",
    "triage": "hub",
    "quarantine": "quarantine",
    "quarantined": "quarantine",
    "people": "signed_in",
    "roles": "signed_in",
    "person": "signed_in",
    "handover": "signed_in",  # the page itself asks whose it is
    "personal-data": "monitoring_officer",
    "my-data": "signed_in",
    "holds": "monitoring_officer",
    "hold": "monitoring_officer",
    "settings-retention": "administrator",
    "areas": "signed_in",
    "registers": "signed_in",
    "register": "signed_in",
    "register-file": "signed_in",
    "published": "anybody",
    "published-register": "anybody",
    "published-file": "anybody",
    "import": "administrator",
    "import-check": "administrator",
    "export": "administrator",
    "absence": "officer",
    "ask": "anybody",
    "answer": "anybody",
    "compare": "anybody",
    "protocol": "anybody",
    "open-questions": "anybody",
    "clause": "anybody",
    "settings": "administrator",
    "settings-check": "administrator",
    "settings-people": "administrator",
    "settings-person-new": "administrator",
    "settings-together": "administrator",
    "settings-person": "administrator",
    "settings-leaving": "administrator",
    "settings-holding-new": "administrator",
    "settings-holding": "administrator",
    "settings-posts": "administrator",
    "settings-post-new": "administrator",
    "settings-post": "administrator",
    "settings-bodies": "administrator",
    "settings-body-new": "administrator",
    "settings-body": "administrator",
    "settings-body-end": "administrator",
    "settings-areas": "administrator",
    "settings-area-new": "administrator",
    "settings-area": "administrator",
    "settings-area-end": "administrator",
    "settings-absences": "administrator",
    "settings-absence-new": "administrator",
    "settings-absence": "administrator",
    "settings-titles": "administrator",
    "settings-standards": "administrator",
    "settings-closures": "administrator",
    "settings-closure": "administrator",
    "settings-elections": "administrator",
    "settings-election-new": "administrator",
    "settings-election": "administrator",
    "settings-election-night": "administrator",
    "settings-change-group": "administrator",
    "settings-reorganise": "administrator",
    "settings-new-wards": "administrator",
    "settings-kinds": "administrator",
    "settings-mail": "administrator",
    "settings-privacy": "administrator",
    "settings-publishing": "administrator",
    "settings-log": "administrator",
    "settings-log-file": "administrator",
}


@dataclass(frozen=True, slots=True)
class Guarded:
    """A page behind its permission: the view that Django calls."""

    name: str
    page: Page

    def __call__(self, request: HttpRequest, council: str, **names: object) -> HttpResponse:
        with wall.within(wall.number_at(council)), steady():
            return self.answer(request, council, **names)

    def answer(self, request: HttpRequest, council: str, **names: object) -> HttpResponse:
        """The page, or where to sign in, or that it is not theirs. Raises Http404."""
        _refuse_nul(request, names)
        found = council_at(council)
        if found is None:
            raise Http404
        visit = visit_of(request, found)
        who = PERMISSIONS[self.name]
        if who == "signing_in" and visit.person is None:
            visit.unfinished = must_set_up(visit)
        if who != "anybody" and visit.person is None and visit.unfinished is None:
            query = urlencode({"next": request.get_full_path()})
            return HttpResponseRedirect(f"{reverse('sign-in', args=(found.slug,))}?{query}")
        if visit.acting_ended and self.name not in ("act-for", "sign-out"):
            return visit.go("act-for")
        if not allowed(visit, who):
            return visit.render("not_yours.html", status=403)
        return self.page(visit, **names)


def _refuse_nul(request: HttpRequest, names: dict[str, object]) -> None:
    """Raises SuspiciousOperation for text with a NUL, which PostgreSQL cannot hold."""
    lists = [*request.GET.lists(), *request.POST.lists()]
    given = [*names.values(), *(value for _, values in lists for value in values)]
    if any("\0" in str(value) for value in given):
        raise SuspiciousOperation("A NUL in what was sent.")


# Who may come, by what the visitor is today.
_MAY_COME: Mapping[Who, Callable[[Visit], bool]] = {
    "anybody": lambda visit: True,
    "signing_in": lambda visit: visit.person is not None or visit.unfinished is not None,
    "signed_in": lambda visit: visit.person is not None,
    # In person, not through an assistant.
    "councillor": lambda visit: "councillor" in visit.roles and visit.by.through is None,
    "officer": lambda visit: "officer" in visit.roles,
    "hub": lambda visit: visit.is_hub,
    "quarantine": lambda visit: visit.may_read_quarantine,
    "monitoring_officer": lambda visit: "monitoring_officer" in visit.roles,
    "administrator": lambda visit: "administrator" in visit.own_roles,
    "break_glass": lambda visit: (
        visit.person is not None and break_glass.may_open(visit.person, at=visit.at)
    ),
    "watcher": lambda visit: break_glass.WATCHES in visit.own_roles,
}


def allowed(visit: Visit, who: Who) -> bool:
    """Whether the visitor is one of those who may come."""
    return _MAY_COME[who](visit)
