"""`python -m bench [name…]`: runs every module here that offers `run(report)`, or those named.

Exits 1 where a bar was missed, 2 where a name is unknown.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

import bench
from bench import scratch  # first of all, since it sets Django up
from bench.timing import Report


def benches(names: list[str]) -> list[ModuleType]:
    """The modules to run, by name; only those asked for are imported."""
    found = sorted(module.name for module in iter_modules(bench.__path__))
    known = [name for name in found if not name.startswith("_")]
    modules = {name: import_module(f"bench.{name}") for name in names or known if name in known}
    running = {name: module for name, module in modules.items() if hasattr(module, "run")}
    unknown = [name for name in names if name not in running]
    if unknown:
        raise LookupError(f"Nothing to run is called {', '.join(unknown)} in bench/.")
    return list(running.values())


def main(names: list[str]) -> int:
    try:
        modules = benches(names)
    except LookupError as unknown:
        print(unknown, file=sys.stderr)
        return 2
    report = Report()
    print(f"Everything here happens in {scratch.HOME}, and is gone afterwards.")
    for module in modules:
        module.run(report)
    return 1 if report.failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
