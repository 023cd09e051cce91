"""Where a request comes from: the network address behind our own proxies, and the device in words.

Addresses are only ever kept as keyed digests, and for a day.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re

from django.conf import settings
from django.http import HttpRequest

_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "a Mac"),
    ("CrOS", "a Chromebook"),
    ("Linux", "Linux"),
)


def address_of(request: HttpRequest) -> str:
    """The visitor's network address; of IPv6 the network, for one visitor has many addresses.

    As many entries of X-Forwarded-For are believed, from the right, as there are proxies of ours
    (MOOTHALL_PROXIES): what stands further left anybody can have written.
    """
    found = str(request.META.get("REMOTE_ADDR", ""))
    proxies: int = settings.PROXIES
    if proxies:
        named = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")
        if len(named) >= proxies:
            found = named[-proxies].strip()
    try:
        address = ipaddress.ip_address(found)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def digest(*parts: object) -> str:
    """A keyed digest: the same words give the same one, and nobody without our key can try any."""
    text = "\n".join(str(one) for one in parts).encode()
    return hmac.new(settings.SECRET_KEY.encode(), text, hashlib.sha256).hexdigest()


def device(request: HttpRequest) -> str:
    """The browser and the system in words, such as `Firefox on Windows`; nothing finer is kept."""
    agent = str(request.META.get("HTTP_USER_AGENT", ""))
    browser = _first(agent, _BROWSERS) or "A browser"
    system = _first(agent, _SYSTEMS)
    return f"{browser} on {system}" if system else browser


def _first(agent: str, names: tuple[tuple[str, str], ...]) -> str:
    return next((word for sign, word in names if re.search(rf"\b{sign}", agent)), "")
