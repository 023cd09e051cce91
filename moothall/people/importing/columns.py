"""The words that councils write above the columns of a list of people, and what each one means.

Home addresses have columns too: they are known here so that they are dropped.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

from moothall.people.importing.text import key_of

_WORDS = {
    "name": "name|full name|fullname|display name|councillor|councillors|councillor name|cllr|"
    "name of councillor|member|member name|officer|officer name|employee|employee name|"
    "staff name|person|post holder|postholder",
    "first": "first name|firstname|forename|forenames|given name|known as",
    "last": "last name|lastname|surname|family name",
    "honorific": "title|salutation|honorific|prefix",
    "ward": "ward|ward name|electoral ward|electoral division|ward or division|ward division|"
    "division name|represents|representing|constituency",
    "division": "division",
    "group": "group|political group|group name|political grouping",
    "party": "party|political party|party name|party group|group party|political affiliation|"
    "affiliation|political party group",
    "email": "email|e mail|email address|e mail address|e mail addresses|email addresses|mail|"
    "work email|council email|contact email|work email address|council email address",
    "telephone": "telephone|phone|tel|tel no|telephone number|telephone no|phone number|mobile|"
    "mobile number|mobile phone|contact number|contact telephone|work phone|work telephone|"
    "work mobile|direct dial|office telephone|office phone|council telephone",
    "post": "post|job title|jobtitle|job|position|post title|designation|job role|role title|"
    "post or job title|role|office held",
    "role": "standard role|protocol role",
    "department": "department|dept|directorate|service|service area|department name|team|section|"
    "business unit|unit",
    "body": "committee|committees|body|bodies|panel|membership|memberships",
    "kind": "kind of body|body kind|classification",
    "body role": "role in body|committee role|role on committee",
    "start": "start|start date|from|date from|elected|date elected|elected on|appointed|started|"
    "date appointed|date of appointment|date started|term start|date of election|start of term|"
    "first elected",
    "end": "end|end date|until|to|date to|left|leaving date|date left|term end|term ends|"
    "end of term|leaver date|last day",
    "moothall": "moothall id",
    "id": "id|identifier|reference|staff number|staff no|employee number|employee id|"
    "payroll number|person id|councillor id|member id|uid|unique id",
}
MEANINGS = {key_of(word): meaning for meaning, words in _WORDS.items() for word in words.split("|")}
_HOME = re.compile(
    r"\b(?:home|private|personal|address|postcode|post code|street|town|house|correspondence)\b"
)
_IGNORED = {"", "no", "number", "photo", "notes", "row"}


def meaning_of(header: str) -> str:
    """What the column means; `home` for what is dropped, nothing where it is not known."""
    key = key_of(header)
    if found := MEANINGS.get(key):
        return found
    if _HOME.search(key):
        return "home"
    return MEANINGS.get(re.sub(r" (?:\d|s)$", "", key), "")


def nearest(header: str) -> str:
    """The known word that is most like it, or nothing."""
    found = difflib.get_close_matches(key_of(header), sorted(MEANINGS), n=1, cutoff=0.75)
    return found[0].capitalize() if found else ""


def is_ignored(header: str) -> bool:
    """Whether nobody misses it."""
    return key_of(header) in _IGNORED


def header_row(rows: Sequence[Sequence[object]]) -> int | None:
    """Which of the first rows holds the headings: the one with a name and most known words."""
    best, where = 0, None
    for number, row in enumerate(rows[:15]):
        meanings = {meaning_of(str(cell)) for cell in row if cell is not None}
        if meanings & {"name", "last"} and len(meanings - {""}) > best:
            best, where = len(meanings - {""}), number
    return where
