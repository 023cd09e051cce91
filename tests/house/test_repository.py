"""What may stand in this repository at all: words, hosts, licences, spelling."""

from __future__ import annotations

import re

import pytest

from .conftest import ROOT, tracked

TEXT = (".py", ".md", ".yaml", ".yml", ".toml", ".txt", ".in", ".html", ".css", ".sh", ".eml")
# Built from pieces, so that this file does not contain what it forbids.
REGISTRIES = [
    "py" + "pi.org",
    "python" + "hosted.org",
    "registry." + "npmjs",
    "deb." + "debian.org",
    "archive." + "ubuntu.com",
]
# Words that councils in Britain spell otherwise. Names that a library gave are not ours to spell:
# only prose (Markdown, YAML, templates) is looked at.
AMERICAN = re.compile(
    r"\b(colou?red|behavior|center|authoriz\w+|recogniz\w+|organiz(?!ation)\w+|neighbor\w*|honor\w*|"
    r"catalog|canceled|fulfill|license\s+(?:is|was)|enrollment|favor\w*|judgment)\b",
    re.IGNORECASE,
)
# The word is right here: Popolo's Organization, and quoted code.
PROSE = (".md", ".yaml", ".html")


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8", errors="replace")


@pytest.mark.parametrize("name", [n for n in tracked() if n.endswith(TEXT)])
def test_no_registry_host(name: str) -> None:
    found = [host for host in REGISTRIES if host in _text(name)]
    assert not found, f"{name} names {found}"


@pytest.mark.parametrize(
    "name", [n for n in tracked() if n.endswith(PROSE) and not n.startswith("docs/reference")]
)
def test_british_spelling(name: str) -> None:
    words = {word for word in AMERICAN.findall(_text(name)) if word.lower() != "coloured"}
    assert not words, f"{name}: {sorted(words)}"


def test_fetched_assets_are_not_committed() -> None:
    assert not [name for name in tracked() if "static/govuk/" in name]


def test_every_requirement_is_pinned_with_a_digest() -> None:
    for file in sorted((ROOT / "requirements").glob("*.txt")):
        for requirement in re.split(r"\n(?=\S)", file.read_text()):
            if requirement.strip() and not requirement.lstrip().startswith("#"):
                assert "==" in requirement.splitlines()[0], requirement
                assert "--hash=sha256:" in requirement, requirement


@pytest.mark.parametrize("name", [n for n in tracked() if n.endswith((".eml", ".yaml"))])
def test_invented_people_have_invented_addresses(name: str) -> None:
    """Demonstration and test mail goes to domains that cannot exist (RFC 2606)."""
    if not name.startswith(("tests/", "moothall/")):
        return
    addresses = re.findall(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)", _text(name))
    real = {
        host
        for host in addresses
        if not host.lower().endswith((".example", ".test", ".invalid", ".localhost"))
        and host.lower() not in {"example.com", "example.org", "example.net"}
    }
    assert not real, f"{name}: {sorted(real)}"


def test_every_setting_is_documented() -> None:
    names = set(re.findall(r"MOOTHALL_[A-Z_]+|DATABASE_URL", _text("moothall/config/settings.py")))
    page = _text("docs/reference/settings.md")
    assert names, "the settings are read elsewhere now: look there"
    assert {name for name in names if f"`{name}`" not in page} == set()
    stale = set(re.findall(r"`(MOOTHALL_[A-Z_]+)`", page)) - names
    assert not {name for name in stale if name != "MOOTHALL_HOME"}


@pytest.mark.parametrize("name", [n for n in tracked() if n.endswith(".md")])
def test_links_between_pages_lead_somewhere(name: str) -> None:
    if name.startswith(("protocols/", "tests/")):
        return
    folder = (ROOT / name).parent
    for target in re.findall(r"\]\(([^)\s]+)\)", _text(name)):
        path = target.split("#")[0]
        if path and not target.startswith(("http:", "https:", "mailto:")):
            assert (folder / path).exists(), f"{name} links to {target}"
