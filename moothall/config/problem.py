"""The one exception with which the command line gives up in a sentence."""

from __future__ import annotations


class Problem(Exception):
    """Something about this machine, its settings or its database, in one sentence."""
