"""Pages for what goes wrong: plain words, and a way on."""

from __future__ import annotations

import re
from contextlib import nullcontext

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from moothall.pages.visit import Visit, visit_of
from moothall.people import wall
from moothall.people.models import Council

_SLUG = re.compile(r"[\w-]+", re.ASCII)
_WORDS = {
    400: (
        "That could not be read",
        "The address or the form is not as it should be. Go back and try again.",
    ),
    403: (
        "That could not be accepted",
        "The page had been open for too long, you have signed in or out since, or your browser "
        "keeps no cookies. Nothing was changed. Go back, load the page again and send it again.",
    ),
    404: (
        "Page not found",
        "It does not exist, or it is not yours to see. Check the address, or look in your lists.",
    ),
    413: (
        "That is too much to send at once",
        "Nothing was changed. Send less text or smaller files: at most 10 files, 25 MB in all.",
    ),
    500: (
        "Something went wrong here",
        "Nothing was changed by this. Try again in a few minutes.",
    ),
}


def _page(request: HttpRequest, status: int, *, visit: Visit | None = None) -> HttpResponse:
    title, words = _WORDS[status]
    context = {"visit": visit, "title": title, "words": words}
    with wall.within(visit.council.pk) if visit else nullcontext():
        return render(request, "pages/trouble.html", context, status=status)


def _visit(request: HttpRequest) -> Visit | None:
    """The council that the address begins with, and who is signed in there, if there is one."""
    slug = request.path.strip("/").partition("/")[0]
    council = Council.objects.filter(slug=slug).first() if _SLUG.fullmatch(slug) else None
    if council is None:
        return None
    with wall.within(council.pk):
        return visit_of(request, council)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, and 413 where a form holds more than it may."""
    if isinstance(exception, (RequestDataTooBig, TooManyFilesSent)):
        return too_big(request)
    return _page(request, 400)


def too_big(request: HttpRequest) -> HttpResponse:
    """413: more than any form here takes."""
    return _page(request, 413)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 of Django itself."""
    return _page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: the same whether it does not exist or is not yours to see."""
    return _page(request, 404, visit=_visit(request))


def broken(request: HttpRequest) -> HttpResponse:
    """500. Asks the database nothing: it may be what is broken."""
    return _page(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from a page that is too old, or from elsewhere."""
    return _page(request, 403, visit=_visit(request))
