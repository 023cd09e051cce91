"""What there is to set, in the order a new council meets it: the index is made of this alone.

A page that belongs to settings and lives elsewhere adds its line here.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Section:
    """One line of the index, shown where there is a page of that `name`."""

    name: str
    label: str
    hint: str


@dataclass(frozen=True, slots=True)
class Part:
    """Sections under a heading."""

    heading: str
    sections: tuple[Section, ...]


PARTS = (
    Part(
        "Who is who",
        (
            Section(
                "import",
                "Import people",
                "Councillors, committees and wards from another system or a file",
            ),
            Section("settings-people", "People", "Names, addresses, what they hold, leavers"),
            Section("settings-posts", "Posts", "Titles, what each stands for, vacancies"),
            Section("settings-bodies", "Departments, committees and groups", "Add, rename, end"),
            Section("settings-areas", "Wards", "Add, rename, end"),
            Section("settings-absences", "Absences", "Who is away, and who covers"),
            Section(
                "settings-check", "What is wanting", "Vacancies, gaps, and what to do about each"
            ),
            Section("settings-titles", "Titles", "What the council calls each role"),
            Section("settings-sign-in", "Sign-in", "How people prove who they are"),
        ),
    ),
    Part(
        "What changes on a day",
        (
            Section(
                "settings-election-night",
                "Election night",
                "Who was elected: terms that end and begin, all at once",
            ),
            Section(
                "settings-change-group", "Change of group", "A councillor joins or leaves a group"
            ),
            Section(
                "settings-reorganise",
                "Reorganisation",
                "A department becomes part of another",
            ),
            Section("settings-new-wards", "New boundaries", "Which wards became which"),
        ),
    ),
    Part(
        "Days and promises",
        (
            Section("settings-closures", "Closure days", "When the council is shut"),
            Section("settings-elections", "Elections", "Polling days and pre-election periods"),
            Section("settings-kinds", "Kinds of business", "What runs at this council"),
            Section(
                "settings-standards",
                "Service standards",
                "Your own promises where the protocol gives no number",
            ),
        ),
    ),
    Part(
        "Mail and privacy",
        (
            Section("settings-mail", "Mailboxes", "Where enquiries are sent"),
            Section("settings-privacy", "Privacy", "Who else may see what is new"),
            Section("settings-publishing", "Published registers", "What anybody may read"),
            Section("settings-retention", "Retention", "How long things are kept"),
        ),
    ),
    Part(
        "Looking back", (Section("settings-log", "Log of changes", "Who changed what, and when"),)
    ),
)
