"""Whether this installation is well, for a monitor: no names, no figures about people."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from moothall.cases.models import Outgoing
from moothall.people import wall
from moothall.post.models import Mail

LATE = timedelta(minutes=15)


def health(request: HttpRequest) -> JsonResponse:
    """200 when the database answers; says whether mail is waiting longer than it should."""
    late = timezone.now() - LATE
    try:
        with wall.everywhere():
            waiting = _waiting(late)
            walled = {"council_wall": wall.holds()} if connection.vendor == "postgresql" else {}
    except DatabaseError:
        return JsonResponse({"database": False}, status=503)
    return JsonResponse({"database": True, **waiting, **walled})


def _waiting(late: datetime) -> dict[str, int]:
    return {
        "mail_not_handled": Mail.objects.filter(outcome="pending", received_at__lt=late).count(),
        "mail_not_sent": Outgoing.objects.filter(
            state="queued", tries=0, next_try_at__lt=late
        ).count(),
        "mail_given_up": Outgoing.objects.filter(state="failed").count(),
    }
