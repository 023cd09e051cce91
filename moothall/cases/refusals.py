"""Why an act did not happen. Every failure of `perform` is a CannotPerform with a plain sentence.

What is refused is decided in `perform.py` and by the protocol; only the exceptions live here.
"""

from __future__ import annotations

from collections.abc import Mapping

from moothall.protocol.judgement import Judgement


class CannotPerform(Exception):
    """The act did not happen and nothing was changed; `why` is a sentence to show."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class NotPossible(CannotPerform):
    """The procedure has no such act from here, or not for this person."""


class Unready(CannotPerform):
    """The council is not set up for it: its calendar ends too early, or nobody is in post."""


class Changed(CannotPerform):
    """Somebody else acted since this person looked."""

    def __init__(self) -> None:
        super().__init__("Somebody has changed this since you looked. Look again before you act.")


class Incomplete(CannotPerform):
    """Something must be given or put right first: `problems` says what, by field."""

    def __init__(self, problems: Mapping[str, str], *, judgement: Judgement | None = None) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = dict(problems)
        self.judgement = judgement


class Refused(CannotPerform):
    """The protocol does not let it happen; `judgement` says by which clause and what may be.

    `what` is the first sentence of `why` alone: what was tried, with whom, and how it stands.
    """

    def __init__(self, judgement: Judgement, *, why: str, what: str = "") -> None:
        super().__init__(why)
        self.judgement = judgement
        self.what = what or why
