"""Complete declarations made up for a trial, in the words of a region's own tables."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from entrepot.kernel.errors import InputError, MissingError, Problem
from entrepot.kernel.identifiers import uscc_check_sign
from entrepot.region.window import Office
from entrepot.store.reference import WindowReference
from entrepot.window.documents import FLOWS, TYPES, Dictionary, Flow
from entrepot.window.example import ExampleParty, example_declaration

# The exporter of the demonstration: 000000 is no administrative region, so the code is no firm's.
_USCC = "91000000MA0000001"
EXPORTER_USCC = _USCC + uscc_check_sign(_USCC)
EXPORTER_CUSTOMS_CODE = "0000960001"
EXPORTER_NAME = "Example Exporter (synthetic)"


def exporter(tables: WindowReference) -> ExampleParty:
    """The firm of the demonstration that declares."""
    country = tables.settings.country
    return ExampleParty(EXPORTER_USCC, EXPORTER_NAME, EXPORTER_CUSTOMS_CODE, country)


def example_offices(tables: WindowReference) -> tuple[Office, Office]:
    """The first inland site that issues numbers and inspects, and the first port at the coast.

    Raises:
        MissingError: The region has none.
    """
    offices: tuple[Office, ...] = tables.table("offices")
    sites = (one for one in offices if one.side == "inland" and one.number_prefix and one.bays)
    ports = (one for one in offices if one.side == "coast" and one.unlocode)
    inland, coast = next(sites, None), next(ports, None)
    if inland is None or coast is None:
        raise MissingError(
            Problem(
                "office.missing",
                f"offices.csv, {tables.settings.id}",
                "the region has no inland site with bays, or no port at the coast.",
                "Add them to the pack.",
                message_zh="该地区没有设查验位的内陆场所，或没有沿海口岸。",
            )
        )
    return inland, coast


def example(
    tables: WindowReference,
    *,
    flow: str,
    kind: str,
    reference: str,
    container: str,
    on: str | date | None = None,
) -> dict[str, Any]:
    """Make up a complete declaration of the demonstration's exporter.

    Args:
        tables: Tables of the region.
        flow: import or export.
        kind: FULL, ADVANCE or SUMMARY.
        reference: The trader's reference; also the last part of the UCR.
        container: A container number with its check digit.
        on: Legal day, whose year begins the UCR; today at the region's office by default.

    Returns:
        The document; the same for the same arguments.

    Raises:
        InputError: With everything that is wrong with the arguments.
    """
    problems = [*_unknown("flow", flow, tuple(FLOWS.values())), *_unknown("type", kind, TYPES)]
    day = _day(on, tables, problems)
    if problems:
        raise InputError(problems)
    inland, coast = example_offices(tables)
    known: Flow = "import" if flow == "import" else "export"
    return example_declaration(
        known,
        kind,
        reference=reference,
        container=container,
        party=exporter(tables),
        offices=(inland.office, coast.office),
        on=day,
        dictionary=Dictionary.of(tables.table, lambda _code, _on: True),
    )


def _unknown(where: str, word: str, words: tuple[str, ...]) -> Iterator[Problem]:
    if word not in words:
        one_of = ", ".join(words)
        yield Problem(
            "input.unknown",
            where,
            f"{word!r} is not known.",
            f"One of: {one_of}.",
            message_zh=f"“{word}”无法识别，可用：{one_of}。",
        )


def _day(on: str | date | None, tables: WindowReference, problems: list[Problem]) -> date:
    if isinstance(on, date):
        return on
    try:
        return date.fromisoformat(on) if on else datetime.now(tables.zone).date()
    except ValueError:
        message, chinese = f"{on!r} is not a day.", f"“{on}”不是日期。"
        hint = "Write it as 2026-11-20."
        problems.append(Problem("input.date", "on", message, hint, message_zh=chinese))
        return date.min
