"""What codes of the window are called, in both languages, from the pack's own tables."""

from collections.abc import Mapping

from entrepot.service.window import Window

Labels = Mapping[str, Mapping[str, Mapping[str, str]]]

# Group: table, and the column that holds its code.
_TABLES: Mapping[str, tuple[str, str]] = {
    "state": ("states", "state"),
    "channel": ("channels", "channel"),
    "agency": ("agencies", "agency"),
    "event": ("transitions", "event"),
    "stamp": ("event_codes", "code"),
    "message": ("messages", "message"),
    "role": ("roles", "role"),
    "office": ("offices", "office"),
    "document": ("documents", "document"),
    "type": ("declaration_types", "type"),
    "site": ("offices", "place"),
}


def labels(window: Window) -> Labels:
    """Names of codes as `{name, name_zh}`, by group and code.

    The groups are state (the main state and its facets), channel, agency, event (the acts of
    the life cycle), stamp (of the release study), message, role, office, document, type,
    site (a place by its first office), and reason (codes whose text has no place to fill in).
    """
    named = {group: _named(window, *where) for group, where in _TABLES.items()}
    return {**named, "reason": _reasons(window)}


def _reasons(window: Window) -> dict[str, dict[str, str]]:
    return {
        row.code: {"name": row.text_en, "name_zh": row.text_zh}
        for row in window.reference.table("reason_codes")
        if "{" not in row.text_en
    }


def _named(window: Window, table: str, column: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for row in window.reference.table(table):
        name = {"name": row.label_en, "name_zh": row.label_zh}
        found.setdefault(getattr(row, column), name)
    return found


def list_questions(window: Window) -> list[dict[str, str]]:
    """The standard questions an officer may put to a trader: reason codes of kind `query`.

    Each has `code`, `name` and `name_zh`; those that name a particular are left out, as nobody
    is there to fill it in.
    """
    return [
        {"code": row.code, "name": row.text_en, "name_zh": row.text_zh}
        for row in window.reference.table("reason_codes")
        if row.kind == "query" and "{" not in row.text_en
    ]
