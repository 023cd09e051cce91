"""What `case show --json` says of a list's entries: all that the page shows of them."""

from __future__ import annotations

import dataclasses

from enquiries import asked

from moothall.cases.view_json import as_json
from moothall.cases.view_lists import OwnEntry
from moothall.people.models import Council


def test_an_entry_says_by_which_clauses_somebody_is_told(southend: Council) -> None:
    entry = OwnEntry("Ada Example", "told", ("9.2.1", "9.2.3"), first=True, call="01632 960100")
    seen = dataclasses.replace(asked(southend).seen(), lists=(("Told", (entry,)),))
    assert as_json(seen)["lists"] == {
        "Told": [
            {
                "who": "Ada Example",
                "state": "told",
                "clauses": ["9.2.1", "9.2.3"],
                "beforehand": True,
                "telephone": "01632 960100",
            }
        ]
    }
