"""Why a protocol cannot be made here, in a sentence for whoever gave the command."""

from __future__ import annotations


class CannotAdopt(ValueError):
    """A name, a place or a document that will not do."""


class Unreadable(CannotAdopt):
    """A document that cannot be read."""
