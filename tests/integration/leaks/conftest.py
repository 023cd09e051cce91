"""Two kinds of business of tests beside the council's own: granted papers, and what is walled."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from moothall import places
from moothall.cases import procedures
from moothall.cases.files import File
from moothall.cases.models import Case
from moothall.cases.perform import Done, perform
from moothall.people.models import Council, Person

HERE = Path(__file__).parent


@pytest.fixture
def kinds_of_tests(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """The procedures there are, and those of `procedures/` beside this file."""
    folder = tmp_path / "procedures"
    shutil.copytree(places.PROCEDURES, folder)
    for path in (HERE / "procedures").glob("*.yaml"):
        shutil.copy(path, folder)
    with monkeypatch.context() as patched:
        patched.setattr(procedures.load.__wrapped__, "__defaults__", (folder,))
        procedures.load.cache_clear()
        yield
    procedures.load.cache_clear()


Does = Callable[..., Done]


@pytest.fixture
def does(kinds_of_tests: None, southend: Council, person: Callable[[Council, str], Person]) -> Does:
    """`does(None, "file", "sam-stencil", at=…, kind="paper", subject=…)` in Southend."""
    southend.switched = dict.fromkeys(procedures.load(), True)
    southend.save()

    def act(
        case: Case | None, act: str, by: str, *, at: datetime, kind: str = "", **given: Any
    ) -> Done:
        files = [File("plan.txt", b"a plan")] if given.pop("files", False) else []
        started = {} if case else {"kind": kind, "council": southend}
        who = person(southend, by)
        return perform(case, act, by=who, at=at, fields=given, files=files, **started)

    return act
