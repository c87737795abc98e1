"""Writes docs/reference from columns, commands, settings and kinds of measure: `make docs`."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import typer.main

from entrepot.cli.main import app
from entrepot.kernel import errors
from entrepot.region.reference import describe_pack
from entrepot.store.home import SETTINGS
from entrepot.store.packs import columns
from entrepot.store.reference import WindowReference, open_reference
from entrepot.tariff.measures import KINDS
from entrepot.tariff.units import UNITS
from entrepot.window.lifecycle import GUARDS, arrows
from entrepot.window.rules import FORM_CODES, rule_book

FOLDER = Path(__file__).with_name("reference")


def pages() -> Mapping[str, str]:
    """Every page of the reference by file name."""
    return {
        "tables.md": describe_pack(columns(), "en"),
        "tables.zh.md": describe_pack(columns(), "zh"),
        "commands.md": "\n".join(_commands()),
        "settings.md": "\n".join(_settings()),
        "measures.md": "\n".join(_measures()),
        "errors.md": "\n".join(_errors()),
        "lifecycle.md": "\n".join(_lifecycle()),
        "rules.md": "\n".join(_rules()),
        "reasons.md": "\n".join(_reasons()),
        "parameters.md": "\n".join(_parameters()),
    }


def _commands() -> Iterator[str]:
    yield "# Commands\n"
    yield from _command(typer.main.get_command(app), "entrepot")


def _command(command: Any, path: str) -> Iterator[str]:
    yield f"## {path}\n\n{command.help or ''}\n"
    rows = [_parameter(own) for own in command.params if not _is_typers(own)]
    if rows:
        yield from ("| argument or option | meaning |\n|---|---|", *rows, "")
    for name, below in getattr(command, "commands", {}).items():
        yield from _command(below, f"{path} {name}")


def _is_typers(parameter: Any) -> bool:
    return parameter.name in ("help", "install_completion", "show_completion")


def _parameter(parameter: Any) -> str:
    is_option = parameter.param_type_name == "option"
    name = ", ".join(parameter.opts) if is_option else parameter.name.upper()
    meaning = (parameter.help or "").replace("|", "\\|")
    return f"| `{name}` | {meaning} |"


def _settings() -> Iterator[str]:
    yield "# Settings\n\nRead from the environment.\n\n| variable | meaning |\n|---|---|"
    for name, meaning in SETTINGS.items():
        yield f"| `{name}` | {meaning} |"
    yield ""


_PARTS = {
    "rate": "one of the rates to choose from",
    "general": "goods without most-favoured-nation treatment",
    "added": "beside the rate",
    "tax": "the import tax, where one is stated",
    "export": "on what leaves",
}


def _measures() -> Iterator[str]:
    yield "# Kinds of measure\n\n| kind | title | charged | proof |\n|---|---|---|---|"
    for kind in KINDS.values():
        part = _PARTS[kind.part]
        yield f"| `{kind.id}` | {kind.title} | {part} | {'needed' if kind.needs_proof else ''} |"
    yield "\n# Units of a duty\n\n| unit | counted from |\n|---|---|"
    for name, unit in UNITS.items():
        yield f"| `{name}` | {unit.meaning} |"
    yield ""


def _errors() -> Iterator[str]:
    yield "# Errors\n\n| error | meaning | exit code | HTTP |\n|---|---|---|---|"
    for kind in errors.EntrepotError.__subclasses__():
        meaning = (kind.__doc__ or "").splitlines()[0]
        yield f"| {kind.__name__} | {meaning} | {kind.exit_code} | {kind.http_status} |"
    yield ""


def _rules() -> Iterator[str]:
    yield "# Rules of a declaration / 报关单规则\n"
    yield "Each breach carries the code and the number of its rule, in English and Chinese.\n"
    yield "| number | code | rule | 规则 | source |\n|---|---|---|---|---|"
    for line, chinese in zip(rule_book("en"), rule_book("zh"), strict=True):
        yield f"| {line.number} | `{line.code}` | {line.text} | {chinese.text} | {line.source} |"
    yield "\n# Form / 形式\n\nJudged when a document is read, before any rule.\n"
    yield "| code | English | 中文 |\n|---|---|---|"
    reasons = {row.code: row for row in open_reference().table("reason_codes")}
    for code in FORM_CODES:
        yield f"| `{code}` | {reasons[code].text_en} | {reasons[code].text_zh} |"
    yield ""


def _reasons() -> Iterator[str]:
    yield "# Reason codes / 原因代码\n"
    yield "Why something is refused, held or asked. The words are also those of errors.\n"
    yield "| code | kind | English | 中文 | source |\n|---|---|---|---|---|"
    for row in open_reference().table("reason_codes"):
        cells = f"`{row.code}`", row.kind, row.text_en, row.text_zh, row.legal_basis
        yield f"| {' | '.join(cells)} |"
    yield ""


def _parameters() -> Iterator[str]:
    yield "# Numbers of the law / 法定参数\n"
    yield "Dated rows of `legal.csv`; those that are unverified say so.\n"
    yield "| name | meaning | 含义 | value | from | source | status |"
    yield "|---|---|---|---|---|---|---|"
    for row in open_reference().table("legal"):
        value = f"{row.value} {row.unit}".strip()
        cells = (f"`{row.name}`", row.label_en, row.label_zh, value, str(row.valid_from or ""),
                 row.source, row.status)  # fmt: skip
        yield f"| {' | '.join(cells)} |"
    yield ""


def _lifecycle() -> Iterator[str]:
    tables = open_reference("")
    yield "# Life cycle of a declaration 报关单生命周期\n"
    yield "Whatever is not listed is refused. 未列出的状态转换一律不予办理。\n"
    yield from _arrows(tables)
    yield "\n## Conditions 条件\n\n| condition | when not met | 不满足时的告知 |\n|---|---|---|"
    reasons = {row.code: row for row in tables.table("reason_codes")}
    for name, (code, _) in GUARDS.items():
        yield f"| {name} | `{code}`: {reasons[code].text_en} | {reasons[code].text_zh} |"
    yield "\n## States 状态\n\n| facet | state | meaning | 含义 | final |\n|---|---|---|---|---|"
    for row in tables.table("states"):
        final = "yes" if row.is_final else ""
        yield f"| {row.facet} | `{row.state}` | {row.label_en} | {row.label_zh} | {final} |"
    yield ""


def _arrows(tables: WindowReference) -> Iterator[str]:
    told = {(row.event, row.from_state, row.to_state): row for row in tables.table("transitions")}
    roles = {row.role: f"{row.label_en} {row.label_zh}" for row in tables.table("roles")}
    yield "| row | act | 办理 | from | to | who | conditions | message | source |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for row, start, end in arrows():
        arrow = told[row.event, start, end]
        who = ", ".join(roles[role] for role in row.roles)
        cells = (
            row.number, f"{arrow.label_en} (`{row.event}`)", arrow.label_zh, f"`{start}`",
            f"`{end}`", who, ", ".join(row.guards), row.message, f"{arrow.source} ({arrow.status})",
        )  # fmt: skip
        yield f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
