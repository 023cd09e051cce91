"""How `allauth.mfa` keeps and names things here: secrets encrypted, passkeys for our own host.

Named in the settings as MFA_ADAPTER; everything else of second factors is in `factors.py`.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth.models import User

from moothall.people.models import Person


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]  # the package has no types
    """What the package asks us."""

    def encrypt(self, text: str) -> str:
        return _lock().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _lock().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        return "Moothall"

    def address_for(self, label: str, secret: str) -> str:
        """What a camera reads into an app (otpauth:), for somebody who has no account yet."""
        query = urlencode({"secret": secret, "issuer": self.get_totp_issuer()})
        return f"otpauth://totp/{quote(label)}?{query}"

    def get_totp_label(self, user: User) -> str:
        person = Person.objects.select_related("council").get(user=user)
        return f"{person.name}, {person.council.name}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": urlsplit(settings.BASE_URL).hostname or "localhost", "name": "Moothall"}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        label = self.get_totp_label(user)
        return {"id": str(user.pk).encode(), "display_name": label, "name": label}


def own_origin() -> str:
    """The one origin in which passkeys are made and used: where people reach us."""
    parts = urlsplit(settings.BASE_URL)
    return f"{parts.scheme}://{parts.netloc}"


def _lock() -> Fernet:
    key = hashlib.sha256(b"second factors\n" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
