"""The protocol language: reads, checks, judges and explains a council's protocol.

Pure: knows no clock, no database and no framework. A **protocol** is one edition of a council's
law on how councillors and officers deal with each other: **clauses** in words, with **rules**.
"""

from __future__ import annotations

from moothall.protocol.check import check
from moothall.protocol.contradictions import Contradiction, contradictions
from moothall.protocol.coverage import Coverage, coverage
from moothall.protocol.edition import Chapter, Clause, Counting, Protocol, Reading, Source
from moothall.protocol.findings import Finding, ProtocolErrors
from moothall.protocol.judge import judge
from moothall.protocol.judgement import (
    Alternative,
    Fact,
    Ground,
    Judgement,
    Need,
    NoticeDue,
    Outcome,
    Period,
    Promise,
    Question,
    Strength,
)
from moothall.protocol.promises import Happening, promises
from moothall.protocol.reader import UnknownProtocol, councils, editions, load, read_protocol
from moothall.protocol.rules import Rule, Target
from moothall.protocol.scenario_reading import read_scenarios
from moothall.protocol.scenarios import Scenario, ScenarioResult, run_scenarios, with_due_dates
from moothall.protocol.vocabulary import (
    Act,
    BadFact,
    FactSpec,
    Role,
    UnknownAct,
    UnknownFact,
    UnknownName,
    Vocabulary,
)
from moothall.protocol.vocabulary_reading import read_vocabulary

__all__ = [
    "Act",
    "Alternative",
    "BadFact",
    "Chapter",
    "Clause",
    "Contradiction",
    "Counting",
    "Coverage",
    "Fact",
    "FactSpec",
    "Finding",
    "Ground",
    "Happening",
    "Judgement",
    "Need",
    "NoticeDue",
    "Outcome",
    "Period",
    "Promise",
    "Protocol",
    "ProtocolErrors",
    "Question",
    "Reading",
    "Role",
    "Rule",
    "Scenario",
    "ScenarioResult",
    "Source",
    "Strength",
    "Target",
    "UnknownAct",
    "UnknownFact",
    "UnknownName",
    "UnknownProtocol",
    "Vocabulary",
    "check",
    "contradictions",
    "councils",
    "coverage",
    "editions",
    "judge",
    "load",
    "promises",
    "read_protocol",
    "read_scenarios",
    "read_vocabulary",
    "run_scenarios",
    "with_due_dates",
]
