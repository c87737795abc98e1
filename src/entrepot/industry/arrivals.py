"""Foreign banks that open offices here: the banks, their licences, and services under these."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from entrepot.industry.approvals import (
    COUNTS,
    DAYS,
    GRANTED,
    LAPSING,
    STANDING,
    by_need,
    check_outcome,
    count_lapsing,
    count_states,
    last_tries,
    standing,
    state_of,
)
from entrepot.kernel.panel import Answer, Panel, Rolls, grouped, is_by
from entrepot.kernel.roll import Choice, Column, Roll, Row

PAGE = "/recruit"
_STAGES = (Choice("open", "open", "已开业"), Choice("applying", "applying", "申请中"),
           Choice("contacted", "contacted", "已接触"), Choice("listed", "listed", "已列名"),
           Choice("closed", "closed", "已撤出"))  # fmt: skip
_AT = {choice.code: at for at, choice in enumerate(_STAGES)}
_FORMS = (Choice("office", "representative office", "代表处"), Choice("branch", "branch", "分行"),
          Choice("subsidiary", "subsidiary", "法人银行"))  # fmt: skip
BANKS = Roll(
    "foreign_banks", "Foreign banks", "外资银行",
    (
        Column("name", "text", "Bank", "银行名称", needed=True),
        Column("country", "country", "Country", "国别", needed=True),
        Column("form", "choice", "Form", "形式", choices=_FORMS),
        Column("contacted_on", "day", "Contacted", "接触日期"),
        Column("opened_on", "day", "Opened", "开业日期"),
        Column("closed_on", "day", "Closed", "撤出日期"),
    ),
)  # fmt: skip
LICENCES = Roll(
    "bank_licences", "Licences of foreign banks", "外资银行许可",
    (
        Column("bank", "id", "Bank", "银行", needed=True, refers="foreign_banks"),
        Column("licence", "text", "Licence", "许可事项", needed=True), *DAYS,
    ),
    checks=(check_outcome,),
)  # fmt: skip
SERVICES = Roll(
    "bank_services", "Services of foreign banks", "外资银行业务",
    (
        Column("bank", "id", "Bank", "银行", needed=True, refers="foreign_banks"),
        Column("service", "text", "Service", "业务", needed=True),
        Column("licence", "id", "Licence that it needs", "所需许可", refers="bank_licences"),
        Column("begins_on", "day", "Offered from", "开办日期", needed=True),
        Column("ends_on", "day", "Last day", "截止日期"),
    ),
)  # fmt: skip
_ROLLS = (BANKS, LICENCES, SERVICES)


def licences_of_day(rolls: Rolls, on: date) -> list[Row]:
    """The try in force, else the last, at each licence of the banks that have not left."""
    banks = _banks(rolls, on)
    told = [one for one in rolls["bank_licences"] if one["bank"] in banks]
    return last_tries(told, ("bank", "licence"), on)


def _banks(rolls: Rolls, on: date) -> set[str]:
    return {one["id"] for one in rolls["foreign_banks"] if not is_by(one["closed_on"], on)}


def services_of_day(rolls: Rolls, on: date) -> list[dict[str, Any]]:
    """Services offered on a day, and whether the licence that each needs is in force.

    A licence that was renewed is the same licence, so that any try in force counts. Where no
    licence is named it is unknown.
    """
    banks = _banks(rolls, on)
    first = {one["id"]: (one["bank"], one["licence"]) for one in rolls["bank_licences"]}
    held = {(one["bank"], one["licence"]): state_of(one, on) == GRANTED
            for one in licences_of_day(rolls, on)}  # fmt: skip
    return [{"bank": one["bank"], "service": one["service"],
             "is_licensed": held.get(first.get(one["licence"], ("", "")))}
            for one in rolls["bank_services"]
            if one["bank"] in banks and is_by(one["begins_on"], on)
            and not (one["ends_on"] and one["ends_on"] < on)]  # fmt: skip


def tell_banks(rolls: Rolls, on: date) -> Answer:
    """Each foreign bank: how far it has come, its licences, and its services."""
    licences, services = licences_of_day(rolls, on), services_of_day(rolls, on)
    licensed, serving = grouped(licences, "bank"), grouped(services, "bank")
    rows = [_bank(one, licensed[one["id"]], serving[one["id"]], on)
            for one in rolls["foreign_banks"]]  # fmt: skip
    figures: dict[str, Any] = {
        "banks": len(rows), "open": sum(row["stage"] == "open" for row in rows),
        **count_states([state_of(one, on) for one in licences]),
        "services": len({one["service"] for one in services}), **_licensed(services),
    }  # fmt: skip
    return Answer(figures if rows else dict.fromkeys(figures), sorted(rows, key=_by_stage))


def _licensed(services: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    return {"unlicensed": sum(one["is_licensed"] is False for one in services),
            "untold": sum(one["is_licensed"] is None for one in services)}  # fmt: skip


def _bank(
    bank: Row, licences: Sequence[Row], services: Sequence[Mapping[str, Any]], on: date
) -> dict[str, Any]:
    ends = [one["valid_until"] for one in licences
            if one["valid_until"] and state_of(one, on) == GRANTED]  # fmt: skip
    return {
        "bank": bank["id"], "name": bank["name"], "country": bank["country"],
        "form": bank["form"], "stage": bank_stage(bank, licences, on),
        **count_states([state_of(one, on) for one in licences]),
        "first_end": min(ends, default=None),
        "services": ", ".join(sorted({one["service"] for one in services})) or None,
        **_licensed(services),
    }  # fmt: skip


def bank_stage(bank: Row, licences: Iterable[Row], on: date) -> str:
    """How far a bank has come by a day."""
    if is_by(bank["closed_on"], on):
        return "closed"
    if is_by(bank["opened_on"], on):
        return "open"
    if any(is_by(one["applied_on"], on) for one in licences):
        return "applying"
    return "contacted" if is_by(bank["contacted_on"], on) else "listed"


def _by_stage(row: Mapping[str, Any]) -> tuple[int, str]:
    return (_AT[row["stage"]], row["bank"])


def tell_licences(rolls: Rolls, on: date) -> Answer:
    """Each licence of the foreign banks, the most pressing first."""
    rows = [{"licence": one["id"], "bank": one["bank"], "subject": one["licence"],
             **standing(one, on)} for one in licences_of_day(rolls, on)]  # fmt: skip
    figures: dict[str, Any] = {
        "licences": len(rows), **count_states([row["state"] for row in rows]),
        "lapsing": count_lapsing(rows),
    }  # fmt: skip
    told = figures if rows else dict.fromkeys(figures)
    return Answer(told, sorted(rows, key=lambda row: (by_need(row), row["licence"])))


def tell_services(rolls: Rolls, on: date) -> Answer:
    """Each service that is offered, and the banks that offer it."""
    held = services_of_day(rolls, on)
    rows = [_service(name, some) for name, some in sorted(grouped(held, "service").items())]
    figures: dict[str, Any] = {"services": len(rows), **_licensed(held)}
    return Answer(figures if rolls["bank_services"] else dict.fromkeys(figures), rows)


def _service(name: str, held: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    banks = sorted({one["bank"] for one in held})
    return {"service": name, "banks": len(banks), "offered_by": ", ".join(banks),
            **_licensed(held)}  # fmt: skip


_LICENSED = (
    Column("unlicensed", "whole", "Services without a licence in force", "无有效许可的业务"),
    Column("untold", "whole", "Services whose licence is not told", "未填许可的业务"),
)
PANELS = (
    Panel(
        "foreign_banks", (119,), PAGE, "Foreign banks: licences and services",
        "外资银行：许可与业务", _ROLLS,
        (
            Column("banks", "whole", "Foreign banks", "外资银行"),
            Column("open", "whole", "Open", "已开业"), *COUNTS,
            Column("services", "whole", "Services", "业务"), *_LICENSED,
        ),
        (
            Column("bank", "id", "Bank", "银行"), Column("name", "text", "Name", "名称"),
            Column("country", "country", "Country", "国别"),
            Column("form", "choice", "Form", "形式", choices=_FORMS),
            Column("stage", "choice", "How far", "进展", choices=_STAGES), *COUNTS,
            Column("first_end", "day", "First licence to end", "最早到期许可"),
            Column("services", "text", "Services", "业务"), *_LICENSED,
        ),
        tell_banks,
    ),
    Panel(
        "bank_licences", (119,), PAGE, "Licences of foreign banks", "外资银行许可进度",
        (BANKS, LICENCES),
        (Column("licences", "whole", "Licences", "许可"), *COUNTS, LAPSING),
        (
            Column("licence", "id", "Number", "编号"), Column("bank", "id", "Bank", "银行"),
            Column("subject", "text", "Licence", "许可事项"), *STANDING,
        ),
        tell_licences,
    ),
    Panel(
        "bank_services", (119,), PAGE, "Services and who offers them", "业务与开办银行", _ROLLS,
        (Column("services", "whole", "Services", "业务"), *_LICENSED),
        (
            Column("service", "text", "Service", "业务"), Column("banks", "whole", "Banks", "银行"),
            Column("offered_by", "text", "Offered by", "开办银行"), *_LICENSED,
        ),
        tell_services,
    ),
)  # fmt: skip
