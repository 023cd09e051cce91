"""The many cases that speed is measured on are as true as those that people made."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
# In a process of its own: it sets Django up on a data folder of its own.
GROW = """
import json
from bench import scratch, population
file = scratch.HOME / "grown.sqlite3"
population.fill(scratch.HOME / "growing.sqlite3", sizes={24: file}, moulds=12)
scratch.use(file)
from moothall.cases.models import Case, Event
from moothall.cases.verify import verify
report = verify()
copies = Case.objects.filter(pk__gt=12)
print(json.dumps({
    "wrong": [str(one) for one in report.wrong],
    "cases": report.cases,
    "states": len(set(copies.values_list("state", flat=True))),
    "days": len({one.opened_at.date() for one in Case.objects.all()}),
    "words": sum("ownword" in one.sheet["details"] for one in copies),
    "references": sorted(copies.values_list("reference", flat=True))[:2],
}))
"""


def test_copied_cases_are_what_their_events_say() -> None:
    done = subprocess.run(
        [sys.executable, "-c", GROW], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["wrong"] == []
    assert found["cases"] == 24
    assert found["states"] > 1
    assert found["days"] > 12
    assert found["words"] == 0
    assert found["references"] == ["BEN-ENQ-13", "BEN-ENQ-14"]
