"""What every page is held to: headers (nothing from another host, no script, no frame) and size."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from moothall.pages.trouble import too_big

MOST_BYTES = 100 * 1024 * 1024  # beyond it nothing is read; a form says what is too big for it
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)

SCRIPTED = f"{POLICY}; script-src 'self'"  # the pages for passkeys, with the one script of ours


def headers(get_response: Callable[[HttpRequest], HttpResponse]) -> object:
    """Middleware that adds the headers; a page may set a stricter policy of its own."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=()"
        )
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def size(get_response: Callable[[HttpRequest], HttpResponse]) -> object:
    """Middleware that turns away what is far too big before any of it is read."""

    def middleware(request: HttpRequest) -> HttpResponse:
        length = str(request.META.get("CONTENT_LENGTH") or "0")
        if not length.isdecimal() or len(length) > 12 or int(length) > MOST_BYTES:
            return too_big(request)
        return get_response(request)

    return middleware
