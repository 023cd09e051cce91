"""Who is believed: by what the council's own server found, for the sender's own domain."""

from __future__ import annotations

import pytest

from moothall.people.models import Council
from moothall.post.authentication import results_in, unauthenticated
from moothall.post.reading import read

MX = "mx.southend.example"
DOMAIN = "councillors.southend.example"
DMARC = f"{MX}; dmarc=pass header.from={DOMAIN}"


def found(*headers: str, server: str = MX, sender: str = f"ada.example@{DOMAIN}") -> str:
    """Why the sender is not believed, with these results, topmost first."""
    lines = "".join(f"Authentication-Results: {one}\r\n" for one in headers)
    council = Council(receiving_server=server)
    return unauthenticated(read(f"{lines}From: {sender}\r\n\r\nx".encode()), council)


@pytest.mark.parametrize(
    "results",
    [
        DMARC,
        f"{MX} 1; dmarc=pass (p=none) header.from={DOMAIN}",
        f"{MX.upper()}; DKIM=PASS header.d={DOMAIN}",
        f"{MX}; dkim=fail header.d={DOMAIN}; dkim=pass header.i=@{DOMAIN}",
        f"{MX}; spf=pass smtp.mailfrom=ada.example@{DOMAIN}",
        f"{MX}; spf=pass smtp.mailfrom={DOMAIN}; dkim=none",
        f"{MX}; spf=fail smtp.mailfrom=list.example; dkim=pass header.d=southend.example",
        f"{MX}; auth=pass (plain) smtp.auth=ada.example@{DOMAIN}",
        f'{MX}; dkim=pass reason="good; really" header.d={DOMAIN}',
        f"(a comment) {MX}; dmarc=pass header.from={DOMAIN}",
    ],
)
def test_a_pass_for_the_sender_s_domain_is_believed(results: str) -> None:
    assert found(results) == ""


@pytest.mark.parametrize(
    "results",
    [
        f"{MX}; spf=pass smtp.mailfrom=evil.example; dkim=pass header.d=evil.example",
        f'{MX}; spf=pass smtp.mailfrom="ada.example@{DOMAIN}"@evil.example',
        f"{MX}; spf=pass (dkim=pass header.d={DOMAIN}) smtp.mailfrom=evil.example",
        f'{MX}; spf=fail reason="; dmarc=pass header.from={DOMAIN}"',
        f"{MX}; x-dkim=pass header.d={DOMAIN}",
        f"{MX}; dmarc=bestguesspass header.from={DOMAIN}",
        f"{MX}; dkim=pass",
        f"{MX}; dkim=pass header.d=example",
        f"{MX}; dkim=pass header.d=not{DOMAIN}",
        f"{MX}; auth=pass smtp.auth=bertram.sample@{DOMAIN}",
        f"{MX}; none",
        f"{MX}; spf=none; dkim=temperror header.d={DOMAIN}",
    ],
)
def test_a_pass_for_anything_else_is_not(results: str) -> None:
    assert "could not confirm" in found(results)


@pytest.mark.parametrize(
    "headers",
    [
        (),
        ("",),
        ("mx.elsewhere.example; dmarc=pass header.from=councillors.southend.example",),
        ("mx.elsewhere.example; dmarc=pass", DMARC),  # ours is not on top: who wrote it?
        (f"dmarc=pass header.from={DOMAIN}",),
    ],
)
def test_nobody_else_can_vouch(headers: tuple[str, ...]) -> None:
    assert "did not say" in found(*headers)


def test_a_pass_below_another_result_of_ours_does_not_count() -> None:
    assert "could not confirm" in found(f"{MX}; spf=none", DMARC)


@pytest.mark.parametrize("headers", [(f"{MX}; dmarc=fail",), (DMARC, f"{MX}; dmarc=fail")])
def test_a_failure_is_believed_wherever_ours_says_so(headers: tuple[str, ...]) -> None:
    assert "forged (dmarc=fail)" in found(*headers)


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ((), ""),
        (("any.example; dmarc=fail",), "forged"),
        (("any.example; spf=softfail; dkim=none",), "could not confirm"),
        (("any.example; spf=fail; dkim=pass header.d=x.example",), ""),
        (("any.example; spf=none",), ""),
        (("any.example; spf=none", "other.example; dmarc=fail"), ""),
    ],
)
def test_without_a_server_in_the_settings_only_failures_count(
    headers: tuple[str, ...], why: str
) -> None:
    said = found(*headers, server="")
    assert (why in said) if why else said == ""


def test_a_long_header_is_read_soon() -> None:
    assert results_in(f"{MX};" + '"' * 200_000).server == MX
    assert results_in(f"{MX};" + "(" * 200_000).results == ()
