"""The small protocols that these tests are about."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_protocol import Write, write_protocol

from moothall.protocol import Protocol


@pytest.fixture
def law(tmp_path: Path) -> Write:
    """`law(rules)`, or `law(chapter=…, cover=…, scenarios=…)`: a protocol read from files."""

    def write(rules: str = "", **parts: str) -> Protocol:
        return write_protocol(tmp_path, rules, **parts)

    return write
