"""The rows that hold where a case stands: read into a Standing, written from one, compared.

The index is never the truth: `verify.py` folds the events again and asks for the differences.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from moothall.cases.models import Case, Clock, Party, Registered, Viewer
from moothall.cases.standing import Json, Standing, key_and_last_day, moment, timed


def read(case: Case) -> Standing:
    """Where the case stands by its rows."""
    standing = Standing(
        kind=case.kind,
        reference=case.reference,
        number=case.number,
        edition=case.edition,
        state=case.state,
        ended=case.ended,
        turn=case.turn,
        owner=ref(case.owner_id, case.owner_post_id),
        opened_at=moment(case.opened_at),
        updated_at=moment(case.updated_at),
        version=case.version,
        sheet=dict(case.sheet),
        done=dict(case.done),
    )
    standing.shown = _shown(case)
    for party in case.parties.order_by("pk"):
        standing.parties.setdefault(party.slot, []).append(ref(party.person_id, party.post_id))
    for slot in case.empty_slots:
        standing.parties.setdefault(slot, [])
    for viewer in case.viewers.order_by("key", "until"):
        key = timed(viewer.key, viewer.until)
        standing.viewers.setdefault(viewer.circle, []).append(key)
    for entry in case.entries.order_by("pk"):  # as they came, whatever the database returns first
        standing.entries.setdefault(entry.list, {})[entry.key] = {
            "state": entry.state,
            "person": entry.person_id,
            "detail": entry.detail,
        }
    for clock in case.clocks.order_by("number"):
        standing.clocks[str(clock.number)] = clock_values(clock)
    for one in case.registered.order_by("register"):
        standing.registered[one.register] = _registered_values(one)
    return standing


def _shown(case: Case) -> Json:
    """What lists show."""
    return {
        "subject": case.subject,
        "urgent": case.urgent,
        "area": case.area_id,
        "confidential": case.confidential,
    }


def write(case: Case, *, before: Standing, after: Standing) -> None:
    """Brings the rows of `case` from `before` to `after`."""
    _write_case(case, after)
    _write_lists(case, Party, "slot", before.parties, after.parties, _party)
    _write_lists(case, Viewer, "circle", before.viewers, after.viewers, _viewer)
    if before.ended != after.ended:
        case.viewers.update(ended=after.ended)
    for name, entries in after.entries.items():
        known = before.entries.get(name, {})
        _write_named(case.entries, known, entries, _entry, by="key", list=name)
    _write_named(case.clocks, before.clocks, after.clocks, _clock, by="number")
    _write_named(
        case.registered,
        before.registered,
        after.registered,
        _registered,
        by="register",
        council_id=case.council_id,
    )


def clear(case: Case) -> None:
    """Takes away the rows beside the case's own, before they are written anew."""
    for rows in (case.parties, case.viewers, case.entries, case.clocks, case.registered):
        rows.all().delete()


def ref(person: int | None, post: int | None) -> str:
    """`person:5` or `post:5`; empty for neither."""
    if person is not None:
        return f"person:{person}"
    return f"post:{post}" if post is not None else ""


def _split(ref: str) -> tuple[int | None, int | None]:
    kind, _, number = ref.partition(":")
    return (int(number), None) if kind == "person" else (None, int(number) if number else None)


def _write_case(case: Case, after: Standing) -> None:
    case.kind, case.number, case.reference = after.kind, after.number, after.reference
    case.edition, case.state, case.ended = after.edition, after.state, after.ended
    case.sheet, case.done, case.version = after.sheet, after.done, after.version
    case.subject = str(after.shown.get("subject") or "")
    case.urgent = bool(after.shown.get("urgent"))
    case.confidential = bool(after.shown.get("confidential"))
    case.area_id = after.shown.get("area")
    case.turn = after.turn
    case.owner_id, case.owner_post_id = _split(after.owner)
    case.next_due = _day(after.next_due())
    case.queue_due = case.next_due or date.max
    case.opened_at = datetime.fromisoformat(after.opened_at)
    case.updated_at = datetime.fromisoformat(after.updated_at)
    case.empty_slots = sorted(slot for slot, refs in after.parties.items() if not refs)
    case.save()


def _write_lists(
    case: Case,
    model: type[Party] | type[Viewer],
    key: str,
    before: dict[str, list[str]],
    after: dict[str, list[str]],
    row: Callable[[Case, str, str], Any],
) -> None:
    changed = [name for name, refs in after.items() if before.get(name) != refs]
    if not changed:
        return
    rows = model._default_manager
    if any(name in before for name in changed):
        rows.filter(case=case, **{f"{key}__in": changed}).delete()
    rows.bulk_create(row(case, name, one) for name in changed for one in after[name])


def _write_named(
    rows: Any,
    before: Mapping[str, Json],
    after: Mapping[str, Json],
    columns: Callable[[Json], Json],
    *,
    by: str,
    **fixed: Any,
) -> None:
    """Adds the rows of a case that are new and changes those that differ; none ever goes."""
    new = {name: values for name, values in after.items() if name not in before}
    rows.bulk_create(
        rows.model(case=rows.instance, **{by: name}, **fixed, **columns(values))
        for name, values in new.items()
    )
    for name, values in after.items():
        if name not in new and before[name] != values:
            rows.filter(**{by: name}, **fixed).update(**columns(values))


def _party(case: Case, slot: str, ref: str) -> Party:
    person, post = _split(ref)
    return Party(case=case, slot=slot, person_id=person, post_id=post)


def _viewer(case: Case, circle: str, text: str) -> Viewer:
    key, until = key_and_last_day(text)
    return Viewer(case=case, circle=circle, key=key, until=until, ended=case.ended)


def _entry(values: Json) -> Json:
    return {
        "state": values["state"],
        "person_id": values["person"],
        "detail": values["detail"],
    }


def _clock(values: Json) -> Json:
    owner, owner_post = _split(values["owner"])
    same = ("act", "sort", "clause", "rule", "in_words", "count", "unit", "history")
    return {name: values[name] for name in same} | {
        "started_at": datetime.fromisoformat(values["started_at"]),
        "due": _day(values["due"]),
        "original_due": _day(values["original_due"]),
        "met_at": _moment(values["met_at"]),
        "stopped_at": _moment(values["stopped_at"]),
        "owner_id": owner,
        "owner_post_id": owner_post,
    }


def clock_values(clock: Clock) -> Json:
    """A clock's row as a Standing has it."""
    same = ("act", "sort", "clause", "rule", "in_words", "count", "unit", "history")
    return {name: getattr(clock, name) for name in same} | {
        "started_at": moment(clock.started_at),
        "due": _text(clock.due),
        "original_due": _text(clock.original_due),
        "met_at": moment(clock.met_at) if clock.met_at else "",
        "stopped_at": moment(clock.stopped_at) if clock.stopped_at else "",
        "owner": ref(clock.owner_id, clock.owner_post_id),
    }


def _registered(entry: Json) -> Json:
    return {
        "person_id": entry["person"],
        "what": entry["what"],
        "start_date": date.fromisoformat(entry["start"]),
        "end_date": _day(entry["end"]),
        "detail": {"for": entry["for"]},
    }


def _registered_values(one: Registered) -> Json:
    return {
        "person": one.person_id,
        "what": one.what,
        "start": one.start_date.isoformat(),
        "end": _text(one.end_date),
        "for": one.detail.get("for") if [*one.detail] == ["for"] else one.detail,
    }


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _text(value: date | None) -> str:
    return value.isoformat() if value else ""


def differences(held: Standing, folded: Standing) -> Iterable[str]:
    """The names of what the index holds otherwise than the events say."""
    names = Standing.__dataclass_fields__
    for name in names:
        if _comparable(name, getattr(held, name)) != _comparable(name, getattr(folded, name)):
            yield name


def _comparable(name: str, value: Any) -> Any:
    if name == "shown":
        marks = [bool(value.get(mark)) for mark in ("urgent", "confidential")]
        return str(value.get("subject") or ""), marks, value.get("area")
    if name == "viewers":
        return {circle: sorted(keys) for circle, keys in value.items() if keys}
    return value
