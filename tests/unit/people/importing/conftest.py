"""What tests of imports may ask for: an invented council, and reading and applying in one go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
import yaml

from moothall.people.importing.applying import apply_plan
from moothall.people.importing.difference import Difference, compare
from moothall.people.importing.plan import Source
from moothall.people.importing.reading import read_plan
from moothall.people.load import load_council
from moothall.people.models import Council

AT = datetime(2026, 11, 30, 10, tzinfo=UTC)
ON = date(2026, 11, 30)
Show = Callable[..., Difference]

ROWBOROUGH = """
council:
  slug: rowborough
  name: Rowborough Council
  prefix: ROW
  protocol: southend/2020
  calendar: england-and-wales
  address: enquiries@rowborough.example
areas: {elm: Elm, oak: Oak and Ash, quay: Quayside}
departments: {highways: Highways}
committees: {planning: Planning Committee}
groups: {greens: Green Group, blues: Blue Group}
posts:
  leader: {label: Leader of the Council, role: leader}
  clerk: {label: Committee clerk, role: officer, organization: highways}
people:
  ada-example:
    {name: Councillor Ada Example, email: ada@rowborough.example, ward: elm, group: greens,
     from: 2023-05-08}
  bert-sample:
    {name: Councillor Bert Sample, email: bert@rowborough.example, ward: elm, group: blues,
     committees: [planning], from: 2023-05-08}
  cleo-specimen:
    {name: Councillor Cleo Specimen, ward: oak, group: blues, posts: [leader], from: 2023-05-08}
  dan-dummy:
    {name: Councillor Dan Dummy, email: dan@rowborough.example, ward: oak, from: 2023-05-08}
  eve-instance: {name: Councillor Eve Instance, ward: quay, group: greens, from: 2023-05-08}
  olaf-officer: {name: Olaf Officer, email: olaf@rowborough.example, posts: [clerk]}
"""


@pytest.fixture
def rowborough(db: None) -> Council:
    return load_council(yaml.safe_load(ROWBOROUGH))


@pytest.fixture
def show(rowborough: Council) -> Show:
    """`show("csv", data)`: what an import would do."""

    def preview(source: Source, *answers: bytes, allow: float | None = 100) -> Difference:
        return compare(read_plan(source, answers), rowborough, on=ON, allow=allow)

    return preview


@pytest.fixture
def bring(rowborough: Council) -> Show:
    """`bring("csv", data)`: the same, done."""

    def apply(
        source: Source, *answers: bytes, allow: float | None = 100, at: datetime = AT
    ) -> Difference:
        plan = read_plan(source, answers)
        return apply_plan(plan, rowborough, by=None, at=at, through="import", allow=allow)

    return apply
