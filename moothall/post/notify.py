"""GOV.UK Notify as a carrier: the council's own template, with subject and body filled in.

Optional: used where MOOTHALL_NOTIFY_KEY is set. Its API is one signed POST; see its documentation.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
import urllib.error
import urllib.request

from django.conf import settings

from moothall.cases.models import Outgoing
from moothall.post.carriers import ForNow, Never

UUID_LENGTH = 36
TIMEOUT = 30  # seconds


class Notify:
    """Sends by GOV.UK Notify. A key is a name, the service's id and a secret, joined by hyphens."""

    def __init__(self) -> None:
        key = settings.NOTIFY_KEY
        self.secret = key[-UUID_LENGTH:]
        self.service = key[-2 * UUID_LENGTH - 1 : -UUID_LENGTH - 1]

    def carry(self, mail: Outgoing) -> None:
        """Raises ForNow, Never."""
        body = {
            "email_address": mail.recipient,
            "template_id": settings.NOTIFY_TEMPLATE,
            "personalisation": {"subject": mail.subject, "body": mail.body},
            "reference": mail.once,
        }
        request = urllib.request.Request(  # noqa: S310 -- the address is a setting
            f"{settings.NOTIFY_URL}/v2/notifications/email",
            data=json.dumps(body).encode(),
            headers={
                "Content-Type": "application/json",
                "Authorization": f"Bearer {self.token(now=int(time.time()))}",
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT):  # noqa: S310
                return
        except urllib.error.HTTPError as refused:
            said = refused.read(2000).decode("utf-8", "replace")
            refused.close()
            final = 400 <= refused.code < 500 and refused.code not in (403, 408, 429)
            raise (Never if final else ForNow)(f"Notify said {refused.code}: {said}") from None
        except OSError as error:
            raise ForNow(f"Notify could not be reached: {error}") from error

    def token(self, *, now: int) -> str:
        """A JSON web token signed with HMAC-SHA256 (RFC 7519), as Notify asks for."""
        parts = [
            _encoded(json.dumps(part).encode())
            for part in ({"typ": "JWT", "alg": "HS256"}, {"iss": self.service, "iat": now})
        ]
        signed = ".".join(parts)
        digest = hmac.new(self.secret.encode(), signed.encode(), hashlib.sha256).digest()
        return f"{signed}.{_encoded(digest)}"


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
