"""The front page: which council?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from moothall.people.law import protocol_of
from moothall.people.models import Council


def choose(request: HttpRequest) -> HttpResponse:
    """Lists the councils of this installation with their protocols; demonstrations are labelled."""
    councils = [(one, protocol_of(one).title) for one in Council.objects.order_by("name")]
    return render(request, "pages/choose.html", {"councils": councils, "visit": None})
