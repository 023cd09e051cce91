"""GOV.UK Notify as a carrier: the council's own template, with subject and body filled in.

Optional: used where MOOTHALL_NOTIFY_KEY is set. Its API is one signed POST; see its documentation.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import time
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

from django.conf import settings

from moothall.cases.models import Outgoing
from moothall.post.carriers import ForNow, Never

UUID_LENGTH = 36
TIMEOUT = 30  # seconds
MOST_ANSWER = 1_000_000  # bytes
_OURS = (401, 403, 404, 408, 429)  # our key, our address, our pace: no fault of the mail


class Notify:
    """Sends by GOV.UK Notify. A key is a name, the service's id and a secret, joined by hyphens."""

    def __init__(self) -> None:
        key = settings.NOTIFY_KEY
        self.secret = key[-UUID_LENGTH:]
        self.service = key[-2 * UUID_LENGTH - 1 : -UUID_LENGTH - 1]

    def carry(self, mail: Outgoing) -> None:
        """Raises ForNow, Never."""
        if mail.tries > 1 and self._has(mail):
            return  # it was taken, and we did not live to hear so
        body = {
            "email_address": mail.recipient,
            "template_id": settings.NOTIFY_TEMPLATE,
            "personalisation": {"subject": mail.subject, "body": _body(mail)},
            "reference": mail.once,
        }
        self._ask("/v2/notifications/email", json.dumps(body).encode())

    def _has(self, mail: Outgoing) -> bool:
        """Whether Notify has this mail already. Raises ForNow, Never."""
        query = urllib.parse.urlencode({"reference": mail.once, "template_type": "email"})
        found = self._ask(f"/v2/notifications?{query}")
        return bool(found.get("notifications"))

    def _ask(self, address: str, data: bytes | None = None) -> dict[str, Any]:
        request = urllib.request.Request(  # noqa: S310 -- the address is a setting
            f"{settings.NOTIFY_URL}{address}",
            data=data,
            headers={
                "Content-Type": "application/json",
                "Authorization": f"Bearer {self.token(now=int(time.time()))}",
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
                found = json.loads(answer.read(MOST_ANSWER) or b"{}")
        except urllib.error.HTTPError as refused:
            with refused:
                said = refused.read(2000).decode("utf-8", "replace")
            final = 400 <= refused.code < 500 and refused.code not in _OURS
            raise (Never if final else ForNow)(f"Notify said {refused.code}: {said}") from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise ForNow(f"Notify could not be reached: {error}") from error
        return found if isinstance(found, dict) else {}

    def token(self, *, now: int) -> str:
        """A JSON web token signed with HMAC-SHA256 (RFC 7519), as Notify asks for."""
        parts = [
            _encoded(json.dumps(part).encode())
            for part in ({"typ": "JWT", "alg": "HS256"}, {"iss": self.service, "iat": now})
        ]
        signed = ".".join(parts)
        digest = hmac.new(self.secret.encode(), signed.encode(), hashlib.sha256).digest()
        return f"{signed}.{_encoded(digest)}"


def _body(mail: Outgoing) -> str:
    """The text. Notify carries no files that it does not know: they are named instead."""
    names = [one.name for one in mail.attachments.order_by("pk")]
    if not names:
        return mail.body
    return f"{mail.body}\nWith it came: {', '.join(names)}. You find it on the page named above.\n"


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
