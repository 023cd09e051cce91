"""Who may come to which page: one line for every address, refused unless it says otherwise.

What may be seen on a page is asked of `moothall.cases.visibility`, not here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from moothall.cases import break_glass
from moothall.pages.visit import Visit, person_in
from moothall.people import wall
from moothall.people.directory import council_at, steady

Who = Literal[
    "anybody",
    "signed_in",
    "officer",
    "hub",
    "quarantine",
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
    "sign-out": "anybody",
    "home": "signed_in",
    "cases": "signed_in",
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
    "person": "signed_in",
    "areas": "signed_in",
    "absence": "officer",
    "ask": "anybody",
    "answer": "anybody",
    "compare": "anybody",
    "protocol": "anybody",
    "open-questions": "anybody",
    "clause": "anybody",
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
        visit = Visit(request, found, person_in(request, found))
        who = PERMISSIONS[self.name]
        if who != "anybody" and visit.person is None:
            query = urlencode({"next": request.get_full_path()})
            return HttpResponseRedirect(f"{reverse('sign-in', args=(found.slug,))}?{query}")
        if not allowed(visit, who):
            return visit.render("not_yours.html", status=403)
        return self.page(visit, **names)


def _refuse_nul(request: HttpRequest, names: dict[str, object]) -> None:
    """Raises SuspiciousOperation for text with a NUL, which PostgreSQL cannot hold."""
    lists = [*request.GET.lists(), *request.POST.lists()]
    given = [*names.values(), *(value for _, values in lists for value in values)]
    if any("\0" in str(value) for value in given):
        raise SuspiciousOperation("A NUL in what was sent.")


def allowed(visit: Visit, who: Who) -> bool:
    """Whether the visitor is one of those who may come."""
    if who == "anybody":
        return True
    if who == "officer":
        return "officer" in visit.roles
    if who == "hub":
        return visit.is_hub
    if who == "quarantine":
        return visit.may_read_quarantine
    if who == "administrator":
        return "administrator" in visit.own_roles
    if who == "break_glass":
        return visit.person is not None and break_glass.may_open(visit.person, at=visit.at)
    if who == "watcher":
        return break_glass.WATCHES in visit.own_roles
    return visit.person is not None
