"""The templates' environment: GOV.UK's macros, our filters for days and names."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.templatetags.static import static
from django.urls import get_script_prefix, reverse
from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader
from markdown_it import MarkdownIt
from markupsafe import Markup

from moothall.protocol.phrases import capital
from moothall.worktime import LONDON

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def environment(**options: Any) -> Environment:
    """Django's Jinja2 backend calls this once."""
    own = options.pop("loader")
    govuk = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    made = Environment(loader=ChoiceLoader([own, govuk]), **options)  # noqa: S701 -- Django turns it on
    made.globals.update(static=static, url=url)
    made.filters.update(day=day, short_day=short_day, moment=moment, markdown=markdown, lines=lines)
    made.filters.update(filesizeformat=filesizeformat, capital=capital)
    made.trim_blocks = made.lstrip_blocks = True
    return made


def url(name: str, *arguments: object) -> str:
    """The address of a page by its name."""
    return _address(get_script_prefix(), name, arguments)


@lru_cache(maxsize=10_000)
def _address(prefix: str, name: str, arguments: tuple[object, ...]) -> str:
    """Kept, for every page names the same few dozen pages. `prefix` is where we are served."""
    return reverse(name, args=arguments)


def day(value: date | datetime | None) -> str:
    """Wednesday 6 January 2027."""
    if value is None:
        return ""
    local = value.astimezone(LONDON) if isinstance(value, datetime) else value
    return f"{local:%A} {local.day} {local:%B %Y}"


def short_day(value: date | datetime | None) -> str:
    """6 January 2027."""
    if value is None:
        return ""
    local = value.astimezone(LONDON) if isinstance(value, datetime) else value
    return f"{local.day} {local:%B %Y}"


def moment(value: datetime | None) -> str:
    """Friday 18 December 2026 at 3:05pm, in the council's local time."""
    if value is None:
        return ""
    local = value.astimezone(LONDON)
    hour = local.hour % 12 or 12
    half = "am" if local.hour < 12 else "pm"
    return f"{day(local)} at {hour}:{local:%M}{half}"


def markdown(text: str) -> Markup:
    """A protocol's words as HTML, in GOV.UK's classes; no raw HTML comes through."""
    html = _MARKDOWN.render(text)
    html = html.replace("<p>", '<p class="govuk-body">')
    html = html.replace("<ul>", '<ul class="govuk-list govuk-list--bullet">')
    html = html.replace("<ol>", '<ol class="govuk-list govuk-list--number">')
    for tag, name in (("table", ""), ("thead", "__head"), ("tbody", "__body"), ("tr", "__row")):
        html = html.replace(f"<{tag}>", f'<{tag} class="govuk-table{name}">')
    html = html.replace("<th>", '<th scope="col" class="govuk-table__header">')
    html = html.replace("<td>", '<td class="govuk-table__cell">')
    return Markup(html)  # noqa: S704 -- rendered from Markdown with raw HTML off


def lines(text: str) -> Markup:
    """What somebody wrote, as paragraphs and line breaks; everything in it is escaped."""
    blocks = [block for block in text.strip().split("\n\n") if block.strip()]
    paragraphs = [
        Markup('<p class="govuk-body">{}</p>').format(
            Markup("<br>").join(line for line in block.splitlines())
        )
        for block in blocks
    ]
    return Markup("").join(paragraphs)
