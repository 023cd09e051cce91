"""A form of our own: each question is asked, read and checked in one line of a page.

The forms of acts are made from procedures, in `questions.py`; they are shown by the same macros.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict

from moothall.pages.questions import Question
from moothall.people.changing import CannotChange

PARTS = ("day", "month", "year")
Choices = Mapping[str, str]  # value -> label


def day_posted(posted: QueryDict, name: str) -> date | None:
    """The day of three fields; None where all are empty. Raises ValueError for what is no day."""
    parts = [posted.get(f"{name}-{part}", "").strip() for part in PARTS]
    if not any(parts):
        return None
    try:
        day, month, year = map(int, parts)
        return date(year, month, day)
    except OverflowError as error:
        raise ValueError(str(error)) from error


class Form:
    """The questions of a page. `now` holds what stands there now, by name.

    Each method asks a question and returns what was answered: empty where nothing was sent yet,
    or where it cannot be read (then `errors` says why).
    """

    def __init__(
        self,
        posted: QueryDict | None,
        *,
        now: Mapping[str, Any] | None = None,
        files: Mapping[str, UploadedFile[bytes]] | None = None,
    ) -> None:
        self.posted = posted
        self.files: Mapping[str, UploadedFile[bytes]] = files or {}
        self.now = now or {}
        self.errors: dict[str, str] = {}
        self._questions: list[Question] = []

    @property
    def sent(self) -> bool:
        return self.posted is not None

    @property
    def questions(self) -> list[Question]:
        """For the template: each with what is wrong with its answer."""
        return [replace(one, error=self.errors.get(one.name, "")) for one in self._questions]

    @property
    def uploads(self) -> bool:
        """Whether it asks for a file: then browsers must send it in parts."""
        return any(one.widget == "file" for one in self._questions)

    @property
    def problems(self) -> list[tuple[str, str]]:
        """For the summary: the element to go to, and what is wrong."""
        ids = {one.name: one.first_id for one in self._questions}
        first = next(iter(ids.values()), "main-content")
        return [(ids.get(name, first), text) for name, text in self.errors.items()]

    def done(self, do: Callable[[], object]) -> bool:
        """Does it where the form was sent and could be read; whether it was done."""
        if not self.sent or self.errors:
            return False
        try:
            do()
        except CannotChange as why:
            self.errors.update(why.problems)
            return False
        return True

    def line(self, name: str, question: str, *, hint: str = "", needed: str = "") -> str:
        return self._text("line", name, question, hint, needed, longest=254)

    def text(
        self, name: str, question: str, *, hint: str = "", needed: str = "", longest: int = 2000
    ) -> str:
        return self._text("text", name, question, hint, needed, longest=longest)

    def upload(self, name: str, question: str, *, hint: str = "") -> UploadedFile[bytes] | None:
        """The file that was sent; None where there was none."""
        self._ask(name, "file", question, hint, required=False)
        return self.files.get(name)

    def number(self, name: str, question: str, *, hint: str = "", most: int = 365) -> int | None:
        """A whole number from 1 to `most`; None where it was left empty."""
        said = self._text("number", name, question, hint, "", longest=10)
        if not said:
            return None
        if not (said.isascii() and said.isdecimal() and 1 <= int(said) <= most):
            self.errors[name] = f"Enter a whole number from 1 to {most}"
            return None
        return int(said)

    def choice(
        self,
        name: str,
        question: str,
        choices: Choices,
        *,
        hint: str = "",
        needed: str = "",
        widget: str = "select",
        empty: str = "",
    ) -> str:
        """One of the choices; with `empty` also none of them, under that label."""
        offered = tuple(choices.items())
        if empty:
            offered = (("", empty), *offered)
        said = self._said(name)
        self._ask(name, widget, question, hint, required=not empty, choices=offered)
        if self.sent and said not in choices:
            if needed:
                self.errors[name] = needed
            return ""
        return said

    def day(self, name: str, question: str, *, hint: str = "", needed: str = "") -> date | None:
        now = self.now.get(name)
        parts = (str(now.day), str(now.month), str(now.year)) if now else ("", "", "")
        found: date | None = None
        if self.posted is not None:
            parts = tuple(self.posted.get(f"{name}-{part}", "") for part in PARTS)  # type: ignore[assignment]
            try:
                found = day_posted(self.posted, name)
            except ValueError:
                self.errors[name] = f"{question}: enter a real date, such as 27 3 2027"
            else:
                if found is None and needed:
                    self.errors[name] = needed
        self._ask(name, "date", question, hint, parts=parts, required=bool(needed))
        return found

    def _text(
        self, widget: str, name: str, question: str, hint: str, needed: str, *, longest: int
    ) -> str:
        said = self._said(name)
        self._ask(name, widget, question, hint, required=bool(needed))
        if self.sent and not said and needed:
            self.errors[name] = needed
        if self.sent and len(said) > longest:
            self.errors[name] = f"{question}: enter {longest} characters or fewer"
        return said

    def _said(self, name: str) -> str:
        return "" if self.posted is None else self.posted.get(name, "").strip()

    def _ask(
        self,
        name: str,
        widget: str,
        question: str,
        hint: str,
        *,
        required: bool,
        choices: Iterable[tuple[str, str]] = (),
        parts: tuple[str, str, str] = ("", "", ""),
    ) -> None:
        value = self.now.get(name, "") if self.posted is None else self.posted.get(name, "")
        asked = Question(name, widget, question, hint, required, value, "", tuple(choices), parts)
        self._questions.append(asked)
