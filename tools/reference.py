"""Writes the generated pages under docs/reference: procedures with their diagrams, protocols with
their scenarios, and the commands. `--check` only says whether they are up to date.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moothall.config.settings")
os.environ.setdefault("COLUMNS", "100")

import django

django.setup()

from moothall import protocol
from moothall.cases import procedures
from moothall.cases.procedure import Act, Procedure
from moothall.config import cli
from moothall.protocol import Protocol
from moothall.protocol.explain import rule_in_words

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "docs" / "reference"
COUNCILS = ("southend", "wiltshire", "guildford", "wantage")
COMMANDS = (
    "serve",
    "work",
    "verify",
    "demo",
    "worktime due",
    "people who",
    "people check",
    "people election",
    "people group",
    "people reorganise",
    "people wards",
    "people handover",
    "post receive",
    "case show",
    "case act",
    "case open",
    "records",
    *(
        f"records {verb}"
        for verb in ("expire", "hold", "holds", "lift", "erase", "export", "anonymise")
    ),
    "procedures",
    "register",
    "bulk act",
    "bulk open",
    "protocol check",
    "protocol test",
    "protocol coverage",
    "protocol show",
    "protocol new",
    "protocol import",
    "people import",
    "people export",
    "ask",
    "people administrator",
)
GENERATED = "<!-- Written by `make docs`; change the data it comes from instead. -->\n"


def main() -> int:
    pages = dict(_pages())
    if sys.argv[1:] == ["--check"]:
        stale = [name for name, text in pages.items() if _stale(REFERENCE / name, text)]
        for name in stale:
            print(f"docs/reference/{name} is out of date: run `make docs`", file=sys.stderr)
        return 1 if stale else 0
    for name, text in pages.items():
        (REFERENCE / name).parent.mkdir(parents=True, exist_ok=True)
        (REFERENCE / name).write_text(text)
    return 0


def _stale(file: Path, text: str) -> bool:
    return not file.is_file() or file.read_text() != text


def _pages() -> Iterator[tuple[str, str]]:
    for kind, procedure in procedures.load().items():
        yield f"procedure-{kind}.md", GENERATED + "\n".join(_procedure(procedure)) + "\n"
    for council in COUNCILS:
        lines = _protocol(protocol.load(council))
        yield f"protocol-{council}.md", GENERATED + "\n".join(lines) + "\n"
    yield "commands.md", GENERATED + "\n".join(_commands()) + "\n"


# -- procedures -------------------------------------------------------------------------------


def _procedure(procedure: Procedure) -> Iterator[str]:
    yield f"# {procedure.label}"
    yield ""
    yield f"Kind `{procedure.kind}`, references `…-{procedure.reference}-1`. "
    yield f"Source: `procedures/{procedure.kind}.yaml`."
    if keep := procedure.keep:
        yield ""
        yield f"Suggested retention: {keep.months} months after the end. {keep.why}"
    if procedure.replies:
        acts = ", then ".join(f"`{act}`" for act in procedure.replies)
        yield ""
        yield f"A reply by mail is the first of these that its sender may do: {acts}."
    yield ""
    yield "```mermaid"
    yield from _diagram(procedure)
    yield "```"
    yield ""
    yield "| state | whose turn |"
    yield "|---|---|"
    for state in procedure.states.values():
        yield f"| {state.label} (`{state.name}`) | {state.turn or 'nobody'} |"
    yield ""
    yield "| act | what it is | who | from | asks (? may be left out) | circle |"
    yield "|---|---|---|---|---|---|"
    for act in procedure.acts.values():
        yield _act(act)
    yield ""
    yield "| field | type | question |"
    yield "|---|---|---|"
    for field in procedure.fields.values():
        yield f"| `{field.name}` | {field.type} | {field.question} |"


def _act(act: Act) -> str:
    asks = ", ".join(f"`{ask.field}`{'' if ask.required else '?'}" for ask in act.asks)
    start = "begins a case" if act.starts else ", ".join(act.from_) or "any"
    who = ", ".join(act.by) or "the system"
    return f"| `{act.name}` | {act.label} | {who} | {start} | {asks} | {act.circle} |"


def _diagram(procedure: Procedure) -> Iterator[str]:
    yield "stateDiagram-v2"
    for state in procedure.states.values():
        yield f"    {state.name}: {state.label}"
    for act in procedure.acts.values():
        if act.in_:
            continue
        for target, _ in act.to:
            if act.starts:
                yield f"    [*] --> {target}: {act.name}"
            for source in act.from_:
                if source != target:
                    yield f"    {source} --> {target}: {act.name}"
    for state in procedure.states.values():
        if state.ends:
            yield f"    {state.name} --> [*]"


# -- protocols --------------------------------------------------------------------------------


def _protocol(edition: Protocol) -> Iterator[str]:
    yield f"# {edition.title}"
    yield ""
    yield f"`protocols/{edition.council}/{edition.edition}/`, in our own words under the printed"
    yield "numbers. What the software does stands under each clause."
    for chapter in edition.chapters:
        yield ""
        yield f"## {chapter.title}"
        for number in chapter.clauses:
            clause = edition.clauses[number]
            yield ""
            yield f"### {number} {clause.heading}"
            yield ""
            yield clause.words
            yield ""
            yield from (f"- {rule_in_words(edition, rule)}" for rule in clause.rules)
            if clause.guide:
                yield f"- *Guide:* {clause.guide}"
            for reading in clause.readings:
                open_ = " (to be settled by the monitoring officer)" if reading.unsettled else ""
                yield f"- *Reading{open_}:* {reading.choice} *Because:* {reading.because}"
    yield ""
    yield "## Scenarios"
    yield ""
    for scenario in protocol.read_scenarios(edition):
        expected = "; ".join(f"{name}: {_plain(value)}" for name, value in scenario.expect.items())
        yield f"- {scenario.sentence}. **{expected}**"


def _plain(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "none"
    if isinstance(value, dict):
        return ", ".join(f"{name} {_plain(inner)}" for name, inner in value.items()) or "none"
    return str(value)


# -- commands ---------------------------------------------------------------------------------


def _commands() -> Iterator[str]:
    yield "# Commands"
    for command in COMMANDS:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed), contextlib.suppress(SystemExit):
            cli.main([*command.split(), "--help"])
        yield ""
        yield f"## moothall {command}"
        yield ""
        yield "```"
        yield printed.getvalue().rstrip()
        yield "```"


if __name__ == "__main__":
    sys.exit(main())
