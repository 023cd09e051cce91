"""The gate tells the stories of `tests/integration/cases`, so it imports from their folder."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "integration" / "cases"))
