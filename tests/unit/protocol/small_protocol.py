"""Small protocols for tests: a folder written from a few rules, with a vocabulary of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from moothall.protocol import Fact, Judgement, Protocol, judge, read_protocol, read_vocabulary

HERE = Path(__file__).parent
WORDS = HERE / "words"
COVER = """\
council: {slug: mockton, name: Mockton Town Council}
title: Mockton protocol
edition: "2026"
kind: town
calendar: england-and-wales
counting:
  cut_off: "17:00"
  out_of_hours: next_working_day
  day_zero: receipt
  reading: {choice: The day of receipt is day 0., because: It is usual.}
titles: {monitoring_officer: Monitoring Officer, hub: Members Desk}
"""
Write = Callable[..., Protocol]


def write_protocol(
    root: Path, rules: str = "", *, chapter: str = "", cover: str = COVER, scenarios: str = ""
) -> Protocol:
    """Reads a protocol of one clause (1.1, from `rules`) or of the chapter given."""
    folder = root / "mockton" / "2026"
    (folder / "scenarios").mkdir(parents=True, exist_ok=True)
    (folder / "protocol.yaml").write_text(cover)
    (folder / "01-chapter.md").write_text(chapter or one_chapter(**{"1.1": rules}))
    if scenarios:
        (folder / "scenarios" / "all.yaml").write_text(scenarios)
    return read_protocol(folder, vocabulary=read_vocabulary(WORDS))


def one_chapter(**clauses: str) -> str:
    """A chapter whose clauses hold these blocks (rules only, or a whole block)."""
    return "# 1 Chapter\n" + "".join(one_clause(number, block) for number, block in clauses.items())


def one_clause(number: str, block: str) -> str:
    block = block.strip("\n")
    if block.lstrip().startswith("- "):
        block = "rules:\n" + block
    return f"\n### {number} Heading\n\nWords.\n\n~~~yaml\ntopic: enquiries\n{block}\n~~~\n"


def asked(protocol: Protocol, act: str, **facts: object) -> Judgement:
    """Judges with facts as YAML would give them; a dot in a name is written as two underscores."""
    given: dict[str, Fact] = {}
    for name, value in facts.items():
        fact = name.replace("__", ".")
        given[fact] = protocol.vocabulary.read_fact(fact, value)
    return judge(protocol, act, given)
