"""Mailboxes: where enquiries are sent, what else reaches us, and which server is believed."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse

from moothall.pages.settings.page import Table, finish, form_of, show
from moothall.pages.visit import Visit
from moothall.people.mailboxes import change_mailboxes


def mail(visit: Visit) -> HttpResponse:
    """The council's addresses; how mail is fetched and sent is said, and set elsewhere."""
    council = visit.council
    form = form_of(
        visit,
        address=council.address,
        others="\n".join(council.other_addresses),
        receiving_server=council.receiving_server,
    )
    address = form.line(
        "address",
        "Where members’ enquiries are sent",
        hint="Everything we send comes from here too",
        needed="Enter the address for enquiries",
    )
    others = form.text(
        "others",
        "Other addresses that reach us (optional)",
        hint="One a line. Keep a former address here while people still answer to it",
    )
    server = form.line(
        "receiving_server",
        "The server whose checks are believed (optional)",
        hint="As it names itself in Authentication-Results. Without it every sender is only "
        "known by address",
    )

    def change() -> None:
        change_mailboxes(visit.changing, address=address, others=others, receiving_server=server)

    if form.done(change):
        return finish(visit, "Saved.", "settings-mail")
    table = Table("Set by whoever runs this installation", ("What", "Now"), _of_the_machine(visit))
    return show(visit, "Mailboxes", form=form, tables=(table,))


def _of_the_machine(visit: Visit) -> list[tuple[str, str]]:
    """What is set by environment variables, without any password."""
    fetched = "Not fetched"
    if settings.IMAP_HOST and visit.council.slug == settings.IMAP_COUNCIL:
        fetched = f"From {settings.IMAP_FOLDER} of {settings.IMAP_USER} at {settings.IMAP_HOST}"
    received = "Not received directly"
    if settings.LMTP_PORT:
        received = f"By {settings.LMTP_PROTOCOL.upper()} on port {settings.LMTP_PORT}"
    sent = "Nothing leaves this machine: no mail server is set"
    if settings.EMAIL_HOST:
        sent = f"Through {settings.EMAIL_HOST}"
    if settings.NOTIFY_KEY:
        sent = "Through GOV.UK Notify"
    return [
        ("Fetching a mailbox (MOOTHALL_IMAP_HOST and others)", fetched),
        ("Receiving mail (MOOTHALL_LMTP_PORT)", received),
        ("Sending (MOOTHALL_SMTP_HOST or MOOTHALL_NOTIFY_KEY)", sent),
    ]
