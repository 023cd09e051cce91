"""Every address has a declared permission, and no page loads or runs anything that is not ours."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import get_args

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, path

from moothall.pages import permissions, security
from moothall.pages.permissions import PERMISSIONS, Guarded, Who

from .conftest import ROOT, sources, tracked

# Pages of the whole installation, outside any council: Guarded has no council to look at.
OUTSIDE = {"choose", "health"}
TEMPLATES = [name for name in tracked() if name.startswith("moothall/") and name.endswith(".html")]
SHEETS = [
    name
    for name in tracked()
    if name.startswith("moothall/") and name.endswith((".css", ".js")) and "/govuk/" not in name
]
FOREIGN = re.compile(r"""(?:src|href|action|srcset)\s*=\s*["']?\s*(?:https?:)?//""", re.IGNORECASE)
INLINE = re.compile(r"<script|<style|<iframe|<object|\sstyle\s*=|\son[a-z]+\s*=|javascript:", re.I)
FOREIGN_CSS = re.compile(r"@import|url\(\s*['\"]?(?:https?:)?//|expression\(", re.IGNORECASE)
# Browsers give a passkey to a script only: these two pages run one, from a file of ours.
SCRIPT = """<script src="{{ static('passkey.js') }}" defer></script>"""
SCRIPTED = {"passkey_new.html", "passkey_use.html"}
UNESCAPED = re.compile(r"\|\s*safe\b|\bautoescape\b|Markup\(")


def patterns(found: Iterable[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for one in found:
        if isinstance(one, URLResolver):
            yield from patterns(one.url_patterns)
        else:
            yield one


def unguarded(found: Iterable[URLPattern | URLResolver]) -> list[str]:
    """Addresses without a declared permission, or whose view does not ask for it."""
    return [
        str(one.pattern)
        for one in patterns(found)
        if one.name not in PERMISSIONS
        or (one.name in OUTSIDE and PERMISSIONS[one.name] != "anybody")
        or (
            one.name not in OUTSIDE
            and not (isinstance(one.callback, Guarded) and one.callback.name == one.name)
        )
    ]


def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def test_every_address_has_a_permission() -> None:
    assert not unguarded(get_resolver().url_patterns)


def test_every_permission_has_an_address_and_is_a_known_one() -> None:
    names = {one.name for one in patterns(get_resolver().url_patterns)}
    assert set(PERMISSIONS) == names
    assert set(PERMISSIONS.values()) <= set(get_args(Who))


@pytest.mark.parametrize(
    "name, view",
    [
        (None, nothing),
        ("secret-list", Guarded("secret-list", nothing)),
        ("cases", nothing),
        ("cases", Guarded("protocol", nothing)),
    ],
    ids=["no name", "not declared", "not guarded", "guarded as another"],
)
def test_an_address_without_its_permission_is_noticed(
    name: str | None, view: Callable[..., HttpResponse]
) -> None:
    assert unguarded([path("x/", view, name=name)]) == ["x/"]


def test_a_permission_that_is_missing_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(permissions.PERMISSIONS, "people")
    assert unguarded(get_resolver().url_patterns) == ["<slug:council>/people/"]


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_loads_from_here_and_runs_nothing(name: str) -> None:
    text = (ROOT / name).read_text()
    if Path(name).name in SCRIPTED:
        assert text.count(SCRIPT) == 1
        text = text.replace(SCRIPT, "")
    for forbidden in (FOREIGN, INLINE, UNESCAPED):
        assert not forbidden.findall(text), f"{name}: {forbidden.findall(text)}"


@pytest.mark.parametrize("name", SHEETS)
def test_a_style_sheet_loads_nothing_from_elsewhere(name: str) -> None:
    assert not FOREIGN_CSS.findall((ROOT / name).read_text())


def test_the_policy_is_strict() -> None:
    rules = dict(rule.strip().split(" ", 1) for rule in security.POLICY.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert "script-src" not in rules, "no page needs a script: nothing may run"
    assert set(" ".join(rules.values()).split()) == {"'none'", "'self'"}
    assert f"{security.POLICY}; script-src 'self'" == security.SCRIPTED


def test_only_the_pages_for_passkeys_may_run_a_script() -> None:
    users = [one.path for one in sources("moothall/") if "SCRIPTED" in one.text]
    assert sorted(users) == ["moothall/pages/passkeys.py", "moothall/pages/security.py"]


@pytest.mark.parametrize(
    "text",
    [
        '<img src="https://elsewhere.example/x.png">',
        '<link href="//elsewhere.example/x.css">',
        "<script>1</script>",
        '<p style="color: red">',
        '<a onclick="x()">',
        "{{ words|safe }}",
    ],
)
def test_what_must_not_stand_in_a_template_is_noticed(text: str) -> None:
    assert any(forbidden.search(text) for forbidden in (FOREIGN, INLINE, UNESCAPED))
