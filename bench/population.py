"""Many cases, as true as few: rows that the engine wrote, copied with dates, words and chain.

A few hundred enquiries are done through `perform`. Every copy gets numbers, days and a word of its
own, and takes its place in the chain of events, so that `moothall verify` finds nothing wrong.
"""

from __future__ import annotations

import random
import shutil
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from time import perf_counter

from bench import council, enquiries, scratch
from bench.mould import Copy, Mould, Place
from moothall.cases.models import Case, ChainHead, Numbering
from moothall.people.models import Council

MOULDS = 400
FEW, MANY = 10_000, 100_000
MADE_OF = (
    *(f"bench/{name}.py" for name in ("council", "enquiries", "mould", "population", "scratch")),
    "moothall/cases/*.py",
    "moothall/people/*.py",
    "moothall/*/migrations/*.py",
    "procedures/*.yaml",
    "protocols/southend/**/*",
    "protocols/vocabulary/*",
)
_AT_ONCE = 500


def files() -> tuple[Path, Path]:
    """The databases with few and with many cases, made now or kept from an earlier run."""
    folder = scratch.kept(made_of=MADE_OF)
    few, many = folder / f"{FEW}.sqlite3", folder / f"{MANY}.sqlite3"
    if not many.exists():
        began = perf_counter()
        unfinished = folder / "unfinished.sqlite3"
        unfinished.unlink(missing_ok=True)
        fill(unfinished, sizes={FEW: few, MANY: many})
        print(f"\n{MANY:,} cases made in {perf_counter() - began:.0f} s, kept in {folder}")
    return few, many


def fill(file: Path, *, sizes: dict[int, Path], moulds: int = MOULDS) -> None:
    """Fills a new database and keeps it whenever it has reached one of the sizes, rising."""
    scratch.new(file, hasty=True)
    population = Population(council.load(), moulds=moulds)
    for size, kept in sizes.items():
        population.grow(size)
        scratch.leave(file)
        shutil.copyfile(file, kept)
        scratch.use(file, hasty=True)
    scratch.leave(file)
    file.unlink()


class Population:
    """The cases of one council: first those done act by act, then their copies."""

    def __init__(self, council: Council, *, moulds: int, seed: int = 2) -> None:
        self.council, self.chance = council, random.Random(seed)
        teller = enquiries.Teller(council, today=date.today())
        told = [(case.pk, finished) for case, finished in teller.tell(moulds)]
        self.moulds = [(Mould(Case.objects.get(pk=pk)), finished) for pk, finished in told]
        self.turns = count()

    def grow(self, size: int) -> None:
        """Copies until there are `size` cases."""
        place = Place.of(self.council)
        while (missing := size - place.cases) > 0:
            copies = [self._copy(place) for _ in range(min(missing, _AT_ONCE))]
            Copy.write(copies)
        ChainHead.objects.filter(council=self.council).update(
            seq=place.council_seq, digest=place.council_digest
        )
        Numbering.objects.filter(council=self.council).update(last=place.cases)

    def _copy(self, place: Place) -> Copy:
        mould, finished = self.moulds[next(self.turns) % len(self.moulds)]
        weeks = self.chance.randint(0, 260 if finished else 3)
        return mould.copy(place, back=timedelta(weeks=weeks))
