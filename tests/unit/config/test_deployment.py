"""Settings where others can reach the pages: what `check --deploy` says, cookies, and proxies."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SECURE = "https://moothall.southend.example"
ASKED = (
    "SESSION_COOKIE_SECURE",
    "CSRF_COOKIE_SECURE",
    "SECURE_SSL_REDIRECT",
    "SECURE_HSTS_SECONDS",
    "SECURE_PROXY_SSL_HEADER",
    "SESSION_COOKIE_HTTPONLY",
    "PROXIES",
    "DEBUG",
)
PRINT = (
    "import json; from django.conf import settings; "
    f"print(json.dumps({{name: getattr(settings, name, None) for name in {ASKED!r}}}))"
)


def run(home: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    others = ("MOOTHALL_", "DJANGO_")  # a browser test of this run may have set one
    kept = {name: value for name, value in os.environ.items() if not name.startswith(others)}
    kept |= {"DJANGO_SETTINGS_MODULE": "moothall.config.settings", "MOOTHALL_HOME": str(home)}
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, env={**kept, **environment}, capture_output=True, text=True, timeout=120
    )


def settings_under(home: Path, **environment: str) -> dict[str, Any]:
    result = run(home, "-c", PRINT, **environment)
    assert result.returncode == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_check_deploy_finds_nothing_to_say(tmp_path: Path) -> None:
    arguments = ("-m", "django", "check", "--deploy", "--fail-level", "DEBUG")
    result = run(tmp_path, *arguments, MOOTHALL_URL=SECURE)
    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout


def test_with_https_nothing_secret_travels_in_clear(tmp_path: Path) -> None:
    found = settings_under(tmp_path, MOOTHALL_URL=SECURE)
    assert found["SESSION_COOKIE_SECURE"]
    assert found["CSRF_COOKIE_SECURE"]
    assert found["SECURE_SSL_REDIRECT"]
    assert found["SESSION_COOKIE_HTTPONLY"]
    assert found["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert not found["DEBUG"]


@pytest.mark.parametrize(
    "environment, proxies, believed",
    [
        ({}, 0, False),
        ({"MOOTHALL_URL": SECURE}, 1, True),
        ({"MOOTHALL_URL": SECURE, "MOOTHALL_PROXIES": "2"}, 2, True),
        ({"MOOTHALL_URL": SECURE, "MOOTHALL_PROXIES": "0"}, 0, False),
    ],
)
def test_a_visitor_who_comes_directly_cannot_say_that_it_was_by_https(
    tmp_path: Path, environment: dict[str, str], proxies: int, believed: bool
) -> None:
    """Once, X-Forwarded-Proto was believed of anybody."""
    found = settings_under(tmp_path, **environment)
    assert found["PROXIES"] == proxies
    assert bool(found["SECURE_PROXY_SSL_HEADER"]) is believed


def test_a_number_of_proxies_that_is_none_is_said(tmp_path: Path) -> None:
    result = run(tmp_path, "-c", PRINT, MOOTHALL_PROXIES="many")
    assert "MOOTHALL_PROXIES must be a whole number" in result.stderr
