"""Protocols as literate data: reading, checking, judging, explaining. Pure: no Django, no clock,
no database."""

from moothall.protocol.check import Finding, check
from moothall.protocol.contradictions import Contradiction, contradictions
from moothall.protocol.coverage import Coverage, coverage
from moothall.protocol.judge import judge
from moothall.protocol.judgement import (
    Alternative,
    Fact,
    Ground,
    Judgement,
    Need,
    NoticeDue,
    Period,
    Promise,
    Question,
)
from moothall.protocol.promises import Happening, Running, promises
from moothall.protocol.protocol import Chapter, Counting, Protocol
from moothall.protocol.reader import UnknownProtocol, editions, load, read_protocol
from moothall.protocol.rules import Clause, Reading, Rule
from moothall.protocol.scenarios import Scenario, ScenarioResult, read_scenarios, run_scenarios
from moothall.protocol.vocabulary import (
    BadFact,
    UnknownAct,
    UnknownFact,
    UnknownName,
    Vocabulary,
    read_vocabulary,
)

__all__ = [
    "Alternative",
    "BadFact",
    "Chapter",
    "Clause",
    "Contradiction",
    "Counting",
    "Coverage",
    "Fact",
    "Finding",
    "Ground",
    "Happening",
    "Judgement",
    "Need",
    "NoticeDue",
    "Period",
    "Promise",
    "Protocol",
    "Question",
    "Reading",
    "Rule",
    "Running",
    "Scenario",
    "ScenarioResult",
    "UnknownAct",
    "UnknownFact",
    "UnknownName",
    "UnknownProtocol",
    "Vocabulary",
    "check",
    "contradictions",
    "coverage",
    "editions",
    "judge",
    "load",
    "promises",
    "read_protocol",
    "read_scenarios",
    "read_vocabulary",
    "run_scenarios",
]
