"""The ways out for whoever keeps a council: settings, legal holds, everything about a person.

What changes something is rolled back, so that everybody comes upon the same council.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from django.db import models, transaction

from leaks.channels import letter_of
from leaks.garden import TOKEN
from leaks.visiting import Answer, Format, Mine, Out, Visitor, whole
from moothall.cases.models import Hold, Outgoing
from moothall.cases.procedures import load
from moothall.pages.urls import PAGES
from moothall.people.models import (
    Absence,
    Area,
    ClosureDay,
    Election,
    Membership,
    Organization,
    Person,
    Post,
)

KEEPS, WATCHES = "administrator", "monitoring_officer"
ADDRESSES = {name: address for name, address, _ in PAGES}
SLUGS: dict[str, type[models.Model]] = {
    "people": Person,
    "posts": Post,
    "bodies": Organization,
    "areas": Area,
}
NUMBERS: dict[str, type[models.Model]] = {
    "holds": Membership,
    "absences": Absence,
    "closures": ClosureDay,
    "elections": Election,
}


def settings(name: str) -> Format:
    """A page of settings: every administrator comes to it, somebody else now and then.

    It may name cases, as long as they are not confidential: their references tell nothing.
    """

    def drive(visitor: Visitor, mine: Mine) -> Out:
        keeps = KEEPS in visitor.roles
        if not keeps and visitor.random.random() > 0.02:
            return
        path = address(visitor, name)
        if path is None:
            return
        may_name = ordinary(visitor) if keeps else frozenset()
        yield Answer(path, whole(visitor.get(path)), may_name=may_name)
        if keeps and name in SENT:
            with undone():
                sent = whole(visitor.post(path, SENT[name](visitor)))
                after = whole(visitor.get("settings/closures/"))
            yield Answer(f"POST {path}", f"{sent}\n{after}", may_name=may_name)

    return drive


def address(visitor: Visitor, name: str) -> str | None:
    """The address of a page about somebody or something; None where there is no such thing."""
    path = ADDRESSES[name].replace("<slug:form>", "popolo")
    for part, model in SLUGS.items():
        if f"{part}/<slug:slug>" in path:
            rows = list(model._default_manager.filter(council=visitor.own.council))
            one = visitor.random.choice(rows) if rows else None
            slug = getattr(one, "slug", "")
            path = path.replace(f"{part}/<slug:slug>", f"{part}/{slug}")
    if "<int:number>" not in path:
        return path
    part = re.findall(r"(\w+)/<int:number>", path)[0]
    rows = NUMBERS[part]._default_manager.filter(council=visitor.own.council)
    if part == "holds":
        rows = rows.filter(person__slug=path.split("/")[2])
    found = rows.first()
    return path.replace("<int:number>", str(found.pk)) if found else None


def ordinary(visitor: Visitor) -> frozenset[str]:
    """References of the council's cases that are not confidential."""
    return frozenset(one.reference for one in visitor.own.cases if not one.confidential)


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _day(name: str, when: date) -> dict[str, str]:
    return {f"{name}-{part}": str(getattr(when, part)) for part in ("day", "month", "year")}


def _shut(visitor: Visitor) -> dict[str, str]:
    """A month of closure days, so that something moves."""
    days = {**_day("first", visitor.on), **_day("last", visitor.on + timedelta(days=30))}
    return {**days, "reason": "Shut", "confirm": visitor.random.choice(["", "yes"])}


def _ends(visitor: Visitor) -> dict[str, str]:
    return _day("last", visitor.on)


def _merges(visitor: Visitor) -> dict[str, str]:
    rows = Organization.objects.filter(council=visitor.own.council, classification="department")
    slugs = list(rows.values_list("slug", flat=True))
    old, into = visitor.random.sample(slugs, 2) if len(slugs) > 1 else ("", "")
    return {"old": old, "into": into, **_day("start", visitor.on + timedelta(days=1))}


def _months(visitor: Visitor) -> dict[str, str]:
    return dict.fromkeys(load(), "0") | {"choice": "preview"}


SENT = {
    "settings-closures": _shut,
    "settings-body-end": _ends,
    "settings-area-end": _ends,
    "settings-reorganise": _merges,
    "settings-retention": _months,
}


# The monitoring officer ---------------------------------------------------------------------------


def holds(visitor: Visitor, mine: Mine) -> Out:
    may_name = ordinary(visitor) if WATCHES in visitor.roles else frozenset()
    due = {t.token for t in visitor.own.things if t.sort == "on hold" and mine(t)}
    yield Answer("holds/", whole(visitor.get("holds/")), frozenset(due), may_name=may_name)


def hold(visitor: Visitor, mine: Mine) -> Out:
    may_name = ordinary(visitor) if WATCHES in visitor.roles else frozenset()
    for one in Hold.objects.filter(council__in=[g.council for g in visitor.gardens]):
        path = f"holds/{one.pk}/"
        yield Answer(path, whole(visitor.get(path)), may_name=may_name)


def personal_data(visitor: Visitor, mine: Mine) -> Out:
    """The page about somebody, and the download with a reason: for the monitoring officer.

    It holds what the person did, was told and is named in; nothing of what is behind a wall and
    not theirs who makes it, and nothing of a case that whoever makes it is part of. About
    themselves it holds what `my-data` does.
    """
    watches = WATCHES in visitor.roles
    people = list(visitor.own.council.people.all())
    for one in visitor.random.sample(people, min(4 if watches else 1, len(people))):
        path = f"people/{one.slug}/data/"
        may_name = ordinary(visitor) if watches else frozenset()
        yield Answer(path, whole(visitor.get(path)), may_name=may_name)
        text = unzipped(visitor.post(path, {"why": "A request of theirs"}))
        apart = {
            case.pk
            for case in visitor.own.cases
            if load()[case.kind].walled or case.parties.filter(person=visitor.person).exists()
        }
        open_ = [case for case in visitor.own.cases if case.pk not in apart]
        also = frozenset(t.token for t in visitor.own.things if t.case in open_)
        may_name = frozenset(case.reference for case in open_)
        if one == visitor.person:
            also, may_name = sent_or_done(visitor), had_to_do_with(visitor)
        yield Answer(
            f"POST {path}",
            text,
            also=also if watches else NOTHING,
            may_name=may_name if watches else NOTHING,
        )


NOTHING: frozenset[str] = frozenset()


def my_data(visitor: Visitor, mine: Mine) -> Out:
    """What they did themselves and were sent is theirs, whatever they may see today."""
    text = unzipped(visitor.post("my-data/", {}))
    own = visitor.person.pk
    due = frozenset(t.token for t in visitor.own.things if t.by == own and t.where == "bytes")
    yield Answer(
        "my-data/", text, due if visitor.roles else NOTHING, also=sent_or_done(visitor),
        may_name=had_to_do_with(visitor),
    )  # fmt: skip


def had_to_do_with(visitor: Visitor) -> frozenset[str]:
    """The references of cases in which they did something or have a part, or that mails named."""
    own, cases = visitor.person.pk, visitor.own.cases
    rows = Outgoing.objects.filter(person=visitor.person).exclude(case=None).select_related("case")
    told = {row.case.reference for row in rows if row.case}
    acted = {case.reference for case in cases if case.events.filter(by=own).exists()}
    return frozenset(
        told | acted | {c.reference for c in cases if c.parties.filter(person=own).exists()}
    )


def sent_or_done(visitor: Visitor) -> frozenset[str]:
    """What stands in the mails to them, and in what they did."""
    rows = Outgoing.objects.filter(person=visitor.person).select_related("council")
    sent = {token for row in rows for token in TOKEN.findall(letter_of(row))}
    return frozenset(sent | {t.token for t in visitor.own.things if t.by == visitor.person.pk})


def unzipped(response: object) -> str:
    """A download with the names of its files; a page as it is."""
    text = whole(response)  # type: ignore[arg-type]
    if "application/zip" not in text:
        return text
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:  # type: ignore[attr-defined]
        read = (
            f"{name}\n{archive.read(name).decode('utf-8', 'replace')}"
            for name in archive.namelist()
        )
        return text + "\n".join(read)
