"""Polling a mailbox of a real Dovecot: byte for byte, marked as read only when it is safe."""

from __future__ import annotations

import getpass
import grp
import imaplib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import OperationalError
from emails import raw
from imap_tools import MailboxLoginError
from ports import free_port
from servers import wait_for

from moothall.people.models import Council
from moothall.post import imap
from moothall.post.models import Mail
from moothall.post.receive import handle_pending
from moothall.post.store import keep, raw_of

pytestmark = pytest.mark.django_db
DOVECOT = shutil.which("dovecot") or "/usr/sbin/dovecot"
SECRET = "secret-of-this-test"


def configuration(folder: Path, port: int) -> str:
    """A Dovecot of its own: everything in one folder, one port, one password for everybody."""
    as_root = os.geteuid() == 0
    user = "dovecot" if as_root else getpass.getuser()
    login = "dovenull" if as_root else user
    owner = 65534 if as_root else os.geteuid()
    group = 65534 if as_root else os.getegid()
    name = grp.getgrgid(group).gr_name
    return f"""
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
default_internal_user = {user}
default_internal_group = {user if as_root else name}
default_login_user = {login}
mail_location = maildir:{folder}/mail/%u
first_valid_uid = 1
first_valid_gid = 1
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
passdb {{
  driver = static
  args = password={SECRET}
}}
userdb {{
  driver = static
  args = uid={owner} gid={group} home={folder}/mail/%u
}}
"""


@pytest.fixture(scope="module")
def dovecot() -> Iterator[int]:
    """The port of a running Dovecot; stopped by its own process number.

    Its folder is not pytest's: every run of pytest closes that to other users, and Dovecot's
    processes are such.
    """
    with tempfile.TemporaryDirectory(prefix="moothall-dovecot-") as name:
        yield from _running(Path(name))


def _running(folder: Path) -> Iterator[int]:
    folder.chmod(0o755)
    for name in ("run", "state", "mail"):
        (folder / name).mkdir()
    if os.geteuid() == 0:
        shutil.chown(folder / "mail", 65534, 65534)
    port = free_port()
    (folder / "dovecot.conf").write_text(configuration(folder, port))
    with (folder / "out").open("wb") as out:
        server = subprocess.Popen(
            [DOVECOT, "-F", "-c", str(folder / "dovecot.conf")], stdout=out, stderr=out
        )
    try:
        wait_for(lambda: _answers(server, port, folder), says="Dovecot")
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)


def _answers(server: subprocess.Popen[bytes], port: int, folder: Path) -> bool:
    log = folder / "log"
    said = (folder / "out").read_text() + (log.read_text() if log.exists() else "")
    assert server.poll() is None, said
    try:
        with imaplib.IMAP4("127.0.0.1", port, timeout=5) as box:
            return box.login("ready", SECRET)[0] == "OK"
    except OSError:
        return False


class Mailbox:
    """The council's mailbox, as its own mail server sees it."""

    def __init__(self, port: int, user: str) -> None:
        self.box = imaplib.IMAP4("127.0.0.1", port, timeout=20)
        self.box.login(user, SECRET)
        self.box.select()

    def deliver(self, content: bytes, *, flags: str = "") -> None:
        status, said = self.box.append("INBOX", flags, None, content)  # type: ignore[arg-type]
        assert status == "OK", said

    def unseen(self) -> int:
        self.box.noop()
        return len(self.box.search(None, "UNSEEN")[1][0].split())

    def unread(self) -> None:
        """Marks everything as unread again."""
        self.box.store("1:*", "-FLAGS", "(\\Seen)")

    def close(self) -> None:
        self.box.logout()


@pytest.fixture
def mailbox(
    dovecot: int, settings: LazySettings, request: pytest.FixtureRequest
) -> Iterator[Mailbox]:
    user = f"box{abs(hash(request.node.name)) % 10**9}"
    settings.IMAP_HOST, settings.IMAP_PORT, settings.IMAP_TLS = "127.0.0.1", dovecot, False
    settings.IMAP_USER, settings.IMAP_PASSWORD, settings.IMAP_FOLDER = user, SECRET, "INBOX"
    settings.IMAP_COUNCIL = "southend"
    box = Mailbox(dovecot, user)
    yield box
    box.close()


@pytest.fixture
def now(at: Callable[[str], datetime]) -> datetime:
    return at("2026-11-18T10:00")


SHAPES = ["plain", "attachments", "eight-bit-headers", "broken-mime", "no-message-id", "bounce"]


def test_every_unread_message_is_kept_as_it_is_and_then_marked(
    mailbox: Mailbox, southend: Council, now: datetime
) -> None:
    for name in SHAPES:
        mailbox.deliver(raw(name))
    assert imap.poll(at=now) == len(SHAPES)
    assert [raw_of(mail) for mail in Mail.objects.order_by("pk")] == [raw(n) for n in SHAPES]
    assert {tuple(mail.envelope_to) for mail in Mail.objects.all()} == {(southend.address,)}
    assert mailbox.unseen() == 0
    assert imap.poll(at=now) == 0
    handle_pending(at=now)
    outcomes = Mail.objects.order_by("pk").values_list("outcome", flat=True)
    assert list(outcomes) == ["case", "case", "case", "case", "case", "ignored"]


def test_what_somebody_has_read_is_left_alone(
    mailbox: Mailbox, southend: Council, now: datetime
) -> None:
    mailbox.deliver(raw("plain"), flags="(\\Seen)")
    assert imap.poll(at=now) == 0
    assert not Mail.objects.exists()


def test_killed_before_it_was_marked_it_is_fetched_again_and_kept_once(
    mailbox: Mailbox, southend: Council, now: datetime
) -> None:
    mailbox.deliver(raw("plain"))
    assert imap.poll(at=now) == 1
    mailbox.unread()
    assert imap.poll(at=now) == 1
    assert Mail.objects.count() == 1


def test_one_that_cannot_be_kept_stays_unread_and_keeps_no_other_waiting(
    mailbox: Mailbox, southend: Council, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("plain", "attachments", "html-only"):
        mailbox.deliver(raw(name))

    def stumble(council: Council, content: bytes, **named: Any) -> object:
        if content == raw("plain"):
            raise OperationalError("database is locked")
        return keep(council, content, **named)

    with monkeypatch.context() as patch:
        patch.setattr(imap, "keep", stumble)
        assert imap.poll(at=now) == 2
    assert mailbox.unseen() == 1
    assert imap.poll(at=now) == 1
    assert mailbox.unseen() == 0
    assert Mail.objects.count() == 3


def test_at_most_so_many_at_once_and_the_rest_next_time(
    mailbox: Mailbox, southend: Council, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "MOST_AT_ONCE", 2)
    for name in ("plain", "attachments", "html-only"):
        mailbox.deliver(raw(name))
    assert [imap.poll(at=now) for _ in range(3)] == [2, 1, 0]


def test_a_wrong_password_and_a_wrong_council_are_said(
    mailbox: Mailbox, southend: Council, now: datetime, settings: LazySettings
) -> None:
    mailbox.deliver(raw("plain"))
    settings.IMAP_COUNCIL = "nowhere"
    with pytest.raises(imap.NoCouncil, match="nowhere"):
        imap.poll(at=now)
    settings.IMAP_COUNCIL, settings.IMAP_PASSWORD = "southend", "wrong"
    with pytest.raises(MailboxLoginError):
        imap.poll(at=now)
    assert mailbox.unseen() == 1
