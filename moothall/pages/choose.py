"""The front page: which council?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from moothall.people.models import Council


def choose(request: HttpRequest) -> HttpResponse:
    """Lists the councils of this installation; demonstrations are labelled."""
    councils = list(Council.objects.order_by("name"))
    return render(request, "pages/choose.html", {"councils": councils, "visit": None})
