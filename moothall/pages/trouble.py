"""Pages for what goes wrong: plain words, and a way on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

_WORDS = {
    400: ("The address or form could not be read", "Go back and try again."),
    403: (
        "That could not be accepted",
        "The page had been open for too long, or cookies are off. Go back, load it again, retry.",
    ),
    404: (
        "Page not found",
        "It does not exist, or it is not yours to see. Check the address, or look in your lists.",
    ),
    500: (
        "Something went wrong here",
        "Nothing was changed by this. Try again in a few minutes.",
    ),
}


def _page(request: HttpRequest, status: int) -> HttpResponse:
    title, words = _WORDS[status]
    context = {"visit": None, "title": title, "words": words}
    return render(request, "pages/trouble.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return _page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 of Django itself."""
    return _page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: the same whether it does not exist or is not yours to see."""
    return _page(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """500."""
    return _page(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from a page that is too old, or from elsewhere."""
    return _page(request, 403)
