"""`moothall post receive` and `moothall work`.

Only arguments, printing and exit statuses: 0 done, 1 a file could not be read, 2 a wrong word.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from moothall.cases.cli import moment
from moothall.people.models import Council
from moothall.post.lmtp import CannotListen
from moothall.post.models import Mail
from moothall.post.receive import receive_file
from moothall.post.work import one_round, work

Parsers = argparse._SubParsersAction  # the type that argparse gives no public name
Row = dict[str, str | None]


def add_commands(subparsers: Parsers[argparse.ArgumentParser]) -> None:
    """Adds `post` and `work`; each parser's `func` returns an exit status."""
    post = subparsers.add_parser("post", help="take in mail by hand")
    verbs = post.add_subparsers(required=True)
    receive = verbs.add_parser("receive", help="take in messages from files")
    receive.add_argument("--council", required=True, metavar="SLUG")
    receive.add_argument(
        "--at", type=moment, metavar="TIME", help="when they came, such as 2026-12-18T15:00"
    )
    receive.add_argument("--json", action="store_true", help="print one JSON document")
    receive.add_argument("files", nargs="+", metavar="FILE")
    receive.set_defaults(func=_receive)
    worker = subparsers.add_parser("work", help="receive, handle and send mail; automatic steps")
    worker.add_argument("--once", action="store_true", help="one round, then stop")
    worker.add_argument(
        "--at", type=moment, metavar="TIME", help="with --once: the moment it is for that round"
    )
    worker.set_defaults(func=_work)


def _receive(options: argparse.Namespace) -> int:
    council = Council.objects.filter(slug=options.council).first()
    if council is None:
        known = ", ".join(Council.objects.values_list("slug", flat=True)) or "none yet"
        print(f"moothall: there is no council {options.council!r} ({known}).", file=sys.stderr)
        return 2
    at = options.at or datetime.now(UTC)
    rows = [_one(council, name, at) for name in options.files]
    if options.json:
        print(json.dumps(rows, indent=2, ensure_ascii=False))
    else:
        for row in rows:
            print(f"{row['file']}: {row['outcome'] or 'not read'} {row['reference'] or ''}")
            print(f"    {row['why']}")
    return 1 if any(row["outcome"] is None for row in rows) else 0


def _one(council: Council, name: str, at: datetime) -> Row:
    try:
        raw = Path(name).read_bytes()
    except OSError as error:
        return {"file": name, "outcome": None, "reference": None, "why": f"Not read: {error}"}
    before = Mail.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    mail = receive_file(council, raw, at=at)
    reference = mail.case.reference if mail.case else None
    if mail.pk <= before:
        first = f"{mail.outcome}{f', {reference}' if reference else ''}"
        why = f"The same message was received before ({first})."
        return {"file": name, "outcome": "ignored", "reference": reference, "why": why}
    return {"file": name, "outcome": mail.outcome, "reference": reference, "why": mail.why}


def _work(options: argparse.Namespace) -> int:
    if options.at and not options.once:
        print("moothall: --at goes with --once only.", file=sys.stderr)
        return 2
    if options.once:
        one_round(at=options.at or datetime.now(UTC))
        return 0
    try:
        work()
    except CannotListen as error:
        print(f"moothall: {error}", file=sys.stderr)
        return 2
    return 0
