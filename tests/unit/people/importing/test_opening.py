"""What is fetched from an address: within limits, by web addresses only, and nothing is sent."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from moothall.people.importing import opening
from moothall.people.importing.opening import fetch, open_source, read_file, service_addresses
from moothall.people.importing.plan import ImportRefused
from moothall.people.importing.reading import read_plan

from .sources import councillor, moderngov


class Site(BaseHTTPRequestHandler):
    """A small ModernGov, with everything that may go wrong."""

    heard: list[tuple[str, dict[str, str]]] = []

    def do_GET(self) -> None:
        Site.heard.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
        if self.path == "/loop":
            return self._go("/loop")
        if self.path == "/to-file":
            return self._go("file:///etc/hostname")
        if self.path == "/once":
            return self._go("/mgWebService.asmx/GetCouncillorsByWard")
        if self.path == "/missing":
            self.send_error(404, "Not Found")
            return None
        if self.path.endswith("GetCommittees"):
            title = "<committeetitle>Audit</committeetitle>"
            return self._say(f"<committees><committee>{title}</committee></committees>".encode())
        body = moderngov({"Elm": [councillor(1, "Cllr Ada Example")]})
        if self.path == "/short":
            return self._say(body, length=len(body) + 50)
        if self.path == "/big":
            return self._say(b"x" * 3000)
        return self._say(body)

    def _go(self, where: str) -> None:
        self.send_response(302)
        self.send_header("Location", where)
        self.end_headers()

    def _say(self, body: bytes, *, length: int = 0) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(length or len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    Site.heard = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_address_of_a_site_gives_both_lists(site: str) -> None:
    plan = read_plan("moderngov", open_source(f"{site}/", source="moderngov"))
    assert [one.name for one in plan.people] == ["Councillor Ada Example"]
    assert [one.name for one in plan.bodies.values()] == ["Audit"]
    for _, headers in Site.heard:
        assert set(headers) == {"host", "user-agent", "accept", "accept-encoding", "connection"}


def test_an_address_of_the_service_is_taken_as_it_is() -> None:
    whole = "https://x.example/mgWebService.asmx/GetCouncillorsByWard"
    assert service_addresses(whole) == [whole]
    assert service_addresses("https://x.example/mgWebService.asmx")[1].endswith("/GetCommittees")


def test_a_redirect_is_followed_and_a_circle_is_not(site: str) -> None:
    assert b"Ada Example" in fetch(f"{site}/once")
    with pytest.raises(ImportRefused, match="302"):
        fetch(f"{site}/loop")
    assert len(Site.heard) < 12


@pytest.mark.parametrize(
    "path, says",
    [
        ("/to-file", "answered 302"),
        ("/missing", "answered 404 Not Found"),
        ("/short", "breaks off"),
    ],
)
def test_an_answer_that_is_none_is_refused(site: str, path: str, says: str) -> None:
    with pytest.raises(ImportRefused, match=says):
        fetch(f"{site}{path}")


def test_too_much_and_too_slow_are_refused(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MOST_BYTES", 2000)
    with pytest.raises(ImportRefused, match="bigger than"):
        fetch(f"{site}/big")
    monkeypatch.setattr(opening, "LONGEST", -1.0)
    with pytest.raises(ImportRefused, match="not complete"):
        fetch(f"{site}/")


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/hostname",
        "ftp://x.example/a",
        "http://",
        "http://user:secret@x.example/",
        "http://x.example:99999/",
        "http://x .example/",
        "http://[x/",
        "http://x.example/\n",
    ],
)
def test_only_plain_web_addresses_are_opened(address: str) -> None:
    with pytest.raises(ImportRefused):
        fetch(address)


def test_nobody_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="could not be read"):
        fetch("http://127.0.0.1:9/")
    with pytest.raises(ImportRefused, match="cannot be read: No such file"):
        read_file(tmp_path / "none.csv")
    with pytest.raises(ImportRefused, match="cannot be read: Is a directory"):
        read_file(tmp_path)
