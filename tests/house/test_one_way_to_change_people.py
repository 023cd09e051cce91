"""People and settings are written by `moothall/people/changing.py` and nowhere else.

Who is who, posts, absences and settings are logged where they are written; what is written beside
it would be a change that nobody can read about.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from .conftest import Source, sources

ONE_WAY = "moothall/people/changing.py"
MODELS = {
    "Absence",
    "Area",
    "Change",
    "ClosureDay",
    "ContactDetail",
    "Council",
    "Election",
    "Identifier",
    "Membership",
    "Organization",
    "Person",
    "Post",
    "Preference",
    "Revision",
}
# What others call rows of these tables: `person.memberships`, `visit.council`.
RELATED = {
    "absences",
    "areas",
    "changes",
    "closure_days",
    "contact_details",
    "council",
    "covers",
    "elections",
    "identifiers",
    "memberships",
    "organizations",
    "people",
    "person",
    "posts",
}
WRITES = {
    *("save", "delete", "create", "update", "get_or_create", "update_or_create"),
    *("bulk_create", "bulk_update", "aupdate", "acreate", "asave", "adelete"),
}
# File -> why it may write in another way. Migrations are not looked at.
EXCEPTIONS: dict[str, str] = {
    "moothall/people/anonymising.py": "what is let go of is not written down once more",
}
DICTIONARY = {"update"}  # what plain dictionaries and sets can do too


def written(source: Source) -> list[str]:
    """The writes to people's tables in a file, each with its line."""
    return [
        f"line {node.lineno}: {ast.unparse(node.func)}"
        for scope in scopes(source.tree)
        for node in calls(scope)
        if isinstance(node.func, ast.Attribute)
        and node.func.attr in WRITES
        and is_of_people(node.func.value, rows_in(scope), node.func.attr)
    ]


def scopes(tree: ast.Module) -> Iterator[ast.AST]:
    """The module, and each function by itself: what a name is depends on where it stands."""
    yield tree
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def calls(scope: ast.AST) -> Iterator[ast.Call]:
    """The calls in a scope, without those of the functions in it."""
    for child in ast.iter_child_nodes(scope):
        if isinstance(child, ast.Call):
            yield child
        if not isinstance(child, ast.FunctionDef):
            yield from calls(child)


def rows_in(scope: ast.AST) -> set[str]:
    """The names in a scope that stand for rows or querysets of people's tables."""
    found: set[str] = set()
    for node in ast.walk(scope):
        if isinstance(node, ast.arg) and node.annotation and mentions(node.annotation):
            found.add(node.arg)
        elif isinstance(node, ast.AnnAssign) and mentions(node.annotation):
            found.update(named(node.target))
        elif isinstance(node, ast.Assign) and comes_from(node.value):
            found.update(name for target in node.targets for name in named(target))
        elif isinstance(node, ast.For) and comes_from(node.iter):
            found.update(named(node.target))
    return found


def named(target: ast.AST) -> Iterator[str]:
    yield from (node.id for node in ast.walk(target) if isinstance(node, ast.Name))


def mentions(annotation: ast.AST) -> bool:
    """Whether the type is one row or some rows, and no mapping of them."""
    words = {node.id for node in ast.walk(annotation) if isinstance(node, ast.Name)}
    return bool(words & MODELS) and not words & {"dict", "Mapping", "set", "Callable"}


def comes_from(value: ast.AST) -> bool:
    """Whether an expression begins with one of the models: `Person.objects.filter(…).first()`."""
    while isinstance(value, ast.Call | ast.Attribute | ast.Subscript):
        value = value.func if isinstance(value, ast.Call) else value.value
    return isinstance(value, ast.Name) and value.id in MODELS


def is_of_people(value: ast.AST, rows: set[str], verb: str) -> bool:
    if comes_from(value):
        return True
    if isinstance(value, ast.Name):
        return value.id in rows
    while isinstance(value, ast.Call | ast.Attribute | ast.Subscript):
        if isinstance(value, ast.Attribute) and value.attr in RELATED and verb not in DICTIONARY:
            return True
        value = value.func if isinstance(value, ast.Call) else value.value
    return isinstance(value, ast.Name) and value.id in rows


@pytest.mark.parametrize("source", sources("moothall/"), ids=lambda source: source.path)
def test_people_and_settings_are_written_in_one_way(source: Source) -> None:
    if source.path != ONE_WAY and source.path not in EXCEPTIONS:
        assert not written(source), f"{source.path}: {written(source)}: use Changing"


def test_every_exception_is_still_needed() -> None:
    paths = {source.path: source for source in sources("moothall/")}
    idle = [path for path in EXCEPTIONS if path not in paths or not written(paths[path])]
    assert not idle


@pytest.mark.parametrize(
    "text",
    [
        "Person.objects.create(name='x')",
        "Membership.objects.filter(person=p).update(end_date=d)",
        "Post.objects.get_or_create(slug='x')",
        "Area.objects.bulk_create(rows)",
        "def f(person: Person): person.save()",
        "def f(rows: QuerySet[Absence]): rows.delete()",
        "def f():\n    row = ClosureDay(date=d)\n    row.save()",
        "def f():\n    for one in Membership.objects.all():\n        one.delete()",
        "def f(visit): visit.council.save()",
        "def f(council: Council): council.closure_days.filter(date=d).delete()",
        "def f(visit): visit.person.memberships.create(post=p)",
    ],
)
def test_another_way_is_noticed(text: str) -> None:
    assert written(Source("moothall/pages/x.py", text))


@pytest.mark.parametrize(
    "text",
    [
        "Mail.objects.create(person=person)",
        "def f(mail: Mail): mail.save()",
        "def f(found: dict[int, Person]): found.update(other)",
        "def f(doing): doing.now.people.update(x)",
        "def f():\n    names = Person.objects.all()\n    print(names)",
    ],
)
def test_other_writes_are_left_alone(text: str) -> None:
    assert not written(Source("moothall/pages/x.py", text))
