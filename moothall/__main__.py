"""`python -m moothall`: the same as the `moothall` command."""

from __future__ import annotations

import sys

from moothall.config.cli import main

sys.exit(main())
