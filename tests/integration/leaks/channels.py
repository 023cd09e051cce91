"""The ways out beside the pages: search, mail, the command line. Their table is in `formats.py`."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Iterable
from datetime import datetime
from email.message import EmailMessage
from typing import Any

from django.core.signing import Signer
from icalendar import Calendar

from leaks.visiting import Answer, Mine, Out, Visitor, whole
from moothall.cases import digesting, search, view, view_json
from moothall.cases.models import Outgoing
from moothall.config.cli import main
from moothall.pages.models import FeedAddress
from moothall.post.carriers import message
from moothall.worktime import LONDON


def searches(visitor: Visitor, mine: Mine) -> Out:
    """By a word that stands in everything, and by words that stand in one thing each."""
    on = visitor.on
    found = search.queue(visitor.person, on=on, filters={"ended": "any"}, text="words")
    yield Answer("search: words", " ".join(case.subject for case in found.rows))
    texts = [t for t in visitor.own.things if t.case and t.where not in ("file name", "bytes")]
    for thing in visitor.random.sample(texts, 3):
        hits = search.queue(
            visitor.person, on=on, filters={"ended": "any"}, text=f"words {thing.token}"
        ).rows
        shown = thing.sure and thing.where not in ("subject", "why it is held")
        due = frozenset({thing.token} if shown and mine(thing) else ())
        yield Answer("search: hit", thing.token if thing.case in hits else "", due)
    page = visitor.get(f"cases/?ended=any&text={thing.token}")
    text = whole(page).replace(thing.token, "")  # the page repeats what was typed
    yield Answer("search: page", text)


def mails(visitor: Visitor, mine: Mine) -> Out:
    """What was written to this person: looked at when it was written (`test_leaks.py`)."""
    rows = Outgoing.objects.filter(person=visitor.person)
    for row in rows.filter(case__confidential=True).select_related("council"):
        text = letter_of(row)
        never = {t.token for t in visitor.own.things if t.case == row.case and t.token in text}
        yield Answer(f"mail: {row.purpose}", "", never=frozenset(never))
    yield Answer("mail", "")


def digests(visitor: Visitor, mine: Mine) -> Out:
    """What waited for this person, as it leaves today: the world has changed since then."""
    now = datetime.now(LONDON)
    State = Outgoing.State
    rows = Outgoing.objects.filter(person=visitor.person).exclude(state=State.GATHERED)
    rows = rows.exclude(says="reference")  # a clause has them told of what they do not see
    rows.update(state=State.WAITING, next_try_at=now, routine=True)
    digesting.gather_due(at=now)
    for digest in Outgoing.objects.filter(person=visitor.person, purpose="digest", state="queued"):
        if digesting.compose(digest, at=now):
            yield Answer("digest", letter_of(digest))


def feeds(visitor: Visitor, mine: Mine) -> Out:
    """The calendar at an address of theirs, and at one that is ended."""
    visitor.client.post(f"/{visitor.own.council.slug}/account/calendar/", {"which": "new"})
    row = FeedAddress.objects.filter(person=visitor.person).first()
    if row is None:
        return  # somebody who has left, and may not come in
    path = f"calendar/{Signer(salt='moothall.feed', sep='.').sign(row.number)}.ics"
    response = visitor.get(path)
    if response.status_code == 200:
        calendar = Calendar.from_ical(response.content)
        days = [one for one in calendar.walk() if one.name == "VEVENT"]
        yield Answer("feed", "\n".join(f"{o['summary']} {o['description']}" for o in days))
    yield Answer("feed: raw", whole(response))
    visitor.client.post(f"/{visitor.own.council.slug}/account/calendar/", {"which": "end"})
    yield Answer("feed: ended", whole(visitor.get(path)))


def letter_of(row: Outgoing) -> str:
    """A mail as it leaves, with its files."""
    return _letter(message(row))


def _letter(mail: EmailMessage) -> str:
    headers = "\n".join(f"{name}: {value}" for name, value in mail.items())
    parts: Iterable[Any] = mail.walk()
    texts = [
        f"{part.get_filename() or ''}\n{part.get_payload(decode=True).decode('utf-8', 'replace')}"
        for part in parts
        if not part.is_multipart()
    ]
    return "\n".join([headers, *texts])


def command_line(visitor: Visitor, mine: Mine) -> Out:
    """`moothall case show --as`, as text and as JSON: one through the command, all as it does."""
    on = visitor.on
    for case in visitor.cases()[:-1]:
        seen = view.view(case, person=visitor.person, on=on)
        text = json.dumps(view_json.as_json(seen), ensure_ascii=False) if seen else ""
        due = {t.token for t in visitor.own.things if t.case == case and t.sure and mine(t)}
        unsaid = ("bytes", "why it is held")
        due -= {t.token for t in visitor.own.things if t.where in unsaid}
        yield Answer(f"case show {case.reference} --json", text, frozenset(due))
    for name in ("direct_contact", "grieved"):
        told = io.StringIO()
        with contextlib.redirect_stdout(told):
            main([
                "register", name, "--council", visitor.own.council.slug,
                "--as", visitor.person.slug, "--json",
            ])  # fmt: skip
        yield Answer(f"register {name} --as", told.getvalue())
    case = visitor.random.choice(visitor.own.cases)
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        main(["case", "show", case.reference, "--as", visitor.person.slug])
    yield Answer(f"case show {case.reference}", said.getvalue())
