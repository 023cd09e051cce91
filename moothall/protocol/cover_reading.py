"""Reads protocol.yaml: whose protocol, which edition, how days count, titles, and own words.

The clauses are read in `clause_reading.py`; all of it is put together in `reader.py`.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Mapping
from datetime import date, time
from pathlib import Path

from moothall.protocol.clause_reading import read_readings
from moothall.protocol.edition import Counting, Cover, Source
from moothall.protocol.page import Page
from moothall.protocol.references import read_references
from moothall.protocol.vocabulary import Vocabulary
from moothall.protocol.vocabulary_reading import SECTIONS, merged
from moothall.strict import Twig

KEYS = (
    *("council", "title", "edition", "kind", "in_force", "review", "calendar", "counting"),
    *("interpreter", "titles", "references", "sources", "missing"),
    *SECTIONS,
)
_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_OUT_OF_HOURS = {"next_working_day": True, "same_day": False}
_INTERPRETER = "monitoring_officer"


def read_cover(path: Path, *, page: Page, vocabulary: Vocabulary) -> Cover:
    """The cover; what is wrong goes on the page, and what is missing is left empty."""
    root = None
    if path.exists():
        root = page.compose(path.read_text("utf-8"))
    else:
        page.add(1, page.file, f"There is no {page.file}.")
    entries = page.entries(root, page.file, keys=KEYS) if root is not None else {}
    own = {name: entries[name] for name in SECTIONS if name in entries}
    words = merged(vocabulary, own, pages=dict.fromkeys(SECTIONS, page))
    if root is None:
        page = Page(page.file)  # one fault is enough
    return _CoverReader(page, entries, words).cover(folder=path.parent)


class _CoverReader:
    def __init__(self, page: Page, entries: Mapping[str, Twig], words: Vocabulary) -> None:
        self.page = page
        self.entries = entries
        self.words = words

    def cover(self, *, folder: Path) -> Cover:
        council, name = self.council(folder)
        since, until = self.in_force()
        return Cover(
            council=council,
            council_name=name,
            title=self.page.words(self.entries.get("title"), "`title`", line=1),
            edition=self.edition(folder),
            kind=self.page.words(self.entries.get("kind"), "`kind`", line=1),
            in_force_from=since,
            in_force_until=until,
            review=self.page.optional(self.entries, "review"),
            calendar=self.page.words(self.entries.get("calendar"), "`calendar`", line=1),
            counting=self.counting(),
            interpreter=self.interpreter(),
            titles=self.titles(),
            references=read_references(self.entries.get("references"), page=self.page),
            sources=tuple(self.sources()),
            missing=self.missing(),
            vocabulary=self.words,
        )

    def inner(self, key: str, keys: tuple[str, ...]) -> Mapping[str, Twig]:
        if key not in self.entries:
            return {}
        return self.page.entries(self.entries[key], f"`{key}`", keys=keys)

    def council(self, folder: Path) -> tuple[str, str]:
        line = self.entries["council"].line if "council" in self.entries else 1
        entries = self.inner("council", ("slug", "name"))
        slug = self.page.words(entries.get("slug"), "`slug` of the council", line=line)
        if slug and slug != folder.parent.name:
            wanted = f"The council's slug is {slug!r}, but its folder is {folder.parent.name!r}."
            self.page.add(entries["slug"].line, slug, wanted)
        return slug, self.page.words(entries.get("name"), "`name` of the council", line=line)

    def edition(self, folder: Path) -> str:
        edition = self.page.words(self.entries.get("edition"), "`edition`", line=1)
        if edition and edition != folder.name:
            wanted = f"The edition is {edition!r}, but its folder is {folder.name!r}."
            self.page.add(self.entries["edition"].line, edition, wanted)
        return edition

    def in_force(self) -> tuple[date | None, date | None]:
        entries = self.inner("in_force", ("from", "until"))
        since, until = self.day(entries, "from"), self.day(entries, "until", last=True)
        if since and until and until < since:
            self.page.add(entries["until"].line, "until", "`until` comes before `from`.")
        return since, until

    def day(self, entries: Mapping[str, Twig], key: str, *, last: bool = False) -> date | None:
        """A day, or the first (or last) day of a month or year."""
        if key not in entries:
            return None
        written = entries[key].written
        match = _DAY.fullmatch(written)
        try:
            if match is None:
                raise ValueError
            year, month = int(match[1]), int(match[2] or (12 if last else 1))
            ends = calendar.monthrange(year, month)[1] if last else 1
            return date(year, month, int(match[3] or ends))
        except ValueError:
            message = f"`{key}` cannot be {written!r}: write 2020, 2020-05 or 2020-05-14."
            self.page.add(entries[key].line, written, message)
            return None

    def counting(self) -> Counting:
        if "counting" not in self.entries:
            self.page.add(1, "counting", "`counting` is missing: how the council counts days.")
        entries = self.inner("counting", ("cut_off", "out_of_hours", "day_zero", "reading"))
        self.page.choice(entries, "day_zero", ("receipt",))
        out_of_hours = self.page.choice(entries, "out_of_hours", tuple(_OUT_OF_HOURS))
        readings = list(read_readings(entries.get("reading"), page=self.page))
        if entries and not readings:
            line = self.entries["counting"].line
            self.page.add(line, "reading", "`counting` needs its `reading:`, for it is a choice.")
        return Counting(
            self.cut_off(entries),
            _OUT_OF_HOURS.get(out_of_hours, True),
            readings[0] if readings else None,
        )

    def cut_off(self, entries: Mapping[str, Twig]) -> time | None:
        if "cut_off" not in entries:
            return None
        written = entries["cut_off"].written
        if not _TIME.fullmatch(written):
            message = f"`cut_off` cannot be {written!r}: write a time of day such as 17:00."
            self.page.add(entries["cut_off"].line, written, message)
            return None
        return time.fromisoformat(written)

    def interpreter(self) -> str:
        twig = self.entries.get("interpreter")
        found = self.page.known(twig, "interpreter", self.words.roles, "role")
        return found[0] if found else _INTERPRETER

    def titles(self) -> Mapping[str, str]:
        if "titles" not in self.entries:
            return {}
        entries = self.page.entries(self.entries["titles"], "`titles`")
        for role, twig in entries.items():
            self.page.known(Twig(twig.line, role), "titles", self.words.roles, "role")
        return {
            role: self.page.words(twig, f"The title of {role}") for role, twig in entries.items()
        }

    def sources(self) -> Iterator[Source]:
        for part in self.entries["sources"].parts if "sources" in self.entries else ():
            if not part.is_mapping:
                yield Source(self.page.words(part, "A source"))
                continue
            entries = self.page.entries(part, "A source", keys=("title", "address", "note"))
            yield Source(
                self.page.words(entries.get("title"), "`title` of the source", line=part.line),
                self.page.optional(entries, "address"),
                self.page.optional(entries, "note"),
            )

    def missing(self) -> Mapping[str, str]:
        entries = self.inner("missing", ())
        return {
            number: self.page.words(why, f"Why {number} is missing")
            for number, why in entries.items()
        }
