"""Makes text as councils' systems give it readable and comparable: names, addresses, days.

Pure functions on one cell or element each; what a column or an element means is elsewhere.
"""

from __future__ import annotations

import html
import re
import unicodedata
from calendar import monthrange
from datetime import date, datetime

LONGEST = 200  # as the columns of the database
_READ = 2_000  # of one cell; nothing that we keep is longer
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_MOJIBAKE = re.compile(
    "[\u00c2\u00c3\u00e2][\u0080-\u00bf\u2010-\u203a\u20ac\u0152-\u017e\u02c6\u02dc]"
)
_ADDRESS = re.compile(r"[^@\s<>,;:\"()]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", re.IGNORECASE)
_TITLES = re.compile(
    r"^(?:(?:the|rt|right|hon|honourable|worshipful|councillor|councilor|cllrs?|coun|county|borough"
    r"|city|alderman|ald|mr|mrs|ms|miss|mx|dr|prof|professor|sir|dame|lady|lord|rev|revd|reverend"
    r"|mayor|baroness|baron)\b\.?\s*)+",
    re.IGNORECASE,
)
_LETTERS = re.compile(
    r"(?:[\s,]+(?:obe|mbe|cbe|bem|jp|dl|kc|qc|phd|frsa|mp|ms|msp|mla|am))+\.?$", re.IGNORECASE
)
_SHORT = re.compile(r"^(?:cllr|councilor|coun)\b\.?", re.IGNORECASE)
_NOTHING = {"", "-", "--", "n/a", "na", "none", "nil", "null", "unspecified", "not specified"}
_OPEN = _NOTHING | {"present", "current", "ongoing", "unknown", "tbc", "to date"}
_FORMS = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y", "%d-%b-%Y")
_FIRST, _LAST = date(1900, 1, 1), date(2200, 1, 1)


class BadDay(ValueError):
    """Text that is no day."""


def clean(raw: object) -> str:
    """One line of text: encoded once or twice or wrongly, it comes out as it was meant."""
    text = str(raw)[:_READ] if raw is not None else ""
    for _ in range(3):
        decoded = html.unescape(text)
        if decoded == text:
            break
        text = decoded
    text = _TAG.sub(" ", _unscrambled(text))
    text = "".join(one if unicodedata.category(one)[0] != "C" else " " for one in text)
    return " ".join(text.split())


def _unscrambled(text: str) -> str:
    """UTF-8 that was read as Windows-1252, once or twice."""
    for _ in range(2):
        if not _MOJIBAKE.search(text):
            break
        try:
            text = text.encode("cp1252").decode("utf-8")
        except UnicodeError:
            break
    return text


def said(raw: object) -> str:
    """Cleaned text, or nothing where it only says that there is nothing."""
    text = clean(raw)
    return "" if text.casefold() in _NOTHING else text


def key_of(name: str) -> str:
    """What two spellings of one name have in common: letters and digits, and “and” for &."""
    plain = unicodedata.normalize("NFKD", name.replace("&", " and ").casefold())
    words = re.findall(r"[a-z0-9]+", re.sub(r"['’.]", "", plain))
    return " ".join(words) or " ".join(plain.split())


def area_key(name: str) -> str:
    """“Elm & Oak Ward” and “Elm and Oak” are one ward."""
    key = key_of(name)
    return re.sub(r"^(.+) (?:electoral )?(?:ward|division)$", r"\1", key)


def person_key(name: str) -> str:
    """A name without titles and letters after it: “Cllr Dr Ada Example MBE” is ada example."""
    return key_of(bare_name(name))


def bare_name(name: str) -> str:
    """The name without titles and the letters after it."""
    return _LETTERS.sub("", _TITLES.sub("", name)).strip(" ,") or name


def person_name(raw: object) -> str:
    """A name as we write it: “Cllr” in full, “Example, Ada” turned round."""
    name = _SHORT.sub("Councillor", clean(raw))
    letters = _LETTERS.search(name)
    stem = name[: letters.start()] if letters else name
    last, comma, first = stem.partition(",")
    if comma and first.strip() and "," not in first:
        title = _TITLES.match(last)
        front = title.group() if title else ""
        name = f"{front}{first.strip()} {last[len(front) :].strip()}" + name[len(stem) :]
    return " ".join(name.split())


def is_vacant(name: str) -> bool:
    """Whether it stands for an empty seat and not for a person."""
    words = key_of(bare_name(name)).split()
    return bool(words) and bool({"vacant", "vacancy"} & set(words)) and len(words) <= 4


def holds_home(text: str) -> bool:
    """Whether there is a postcode in it: an address where none belongs."""
    return bool(_POSTCODE.search(text))


def split_emails(raw: object) -> tuple[list[str], list[str]]:
    """The e-mail addresses in a field, in lower case, and what is none."""
    good: list[str] = []
    bad: list[str] = []
    for part in re.split(r"[;,|/\s<>()]+|\bmailto:", clean(raw)):
        word = part.strip(" .:'\"").casefold()
        if _ADDRESS.fullmatch(word) and len(word) <= 254:
            good.extend([word] if word not in good else [])
        elif "@" in word:
            bad.append(part)
    return good, bad


def split_telephones(raw: object) -> list[str]:
    """The telephone numbers in a field."""
    parts = re.split(r"\s*[;|/,]\s*|\s+or\s+", clean(raw))
    return [part[:50] for part in parts if sum(one.isdigit() for one in part) >= 3]


def day_of(raw: object, *, last: bool = False) -> date | None:
    """The day that a cell means; None where it is left open.

    A month or a year alone (Popolo allows them) is its first day, or its last. Raises BadDay for
    anything else: a year of two digits and a day that never was are not guessed at.
    """
    if isinstance(raw, datetime):
        raw = raw.date()
    if not isinstance(raw, date):
        text = clean(raw).rstrip(".")
        if text.casefold() in _OPEN:
            return None
        raw = _read_day(text, last=last)
    if not _FIRST <= raw < _LAST:
        raise BadDay(str(raw))
    return raw


def _read_day(text: str, *, last: bool) -> date:
    text = re.sub(r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$", "", text)
    text = re.sub(r"^(\d{1,2})(?:st|nd|rd|th)\b", r"\1", text)
    if match := re.fullmatch(r"(\d{4})(?:-(\d{2}))?", text):
        year, month = int(match[1]), int(match[2] or (12 if last else 1))
        if year and 1 <= month <= 12:
            return date(year, month, monthrange(year, month)[1] if last else 1)
        raise BadDay(text)
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    for form in _FORMS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 -- only the day is kept
        except ValueError:
            continue
    raise BadDay(text)
