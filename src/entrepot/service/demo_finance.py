"""Money around the goods in the rehearsal of the hub: a policy, a letter, a refund's draft, buyers.

All of it is synthetic and the synthetic exporter's; what is there already stays as it is.
"""

from datetime import datetime

from entrepot.service import credit_insurance, green, guarantees, refund_cases
from entrepot.service.amounts import Document
from entrepot.service.demo import uscc_of
from entrepot.service.window import Window
from entrepot.store.refund_cases import find_export
from entrepot.store.window import acting

FIRM, MARK = "exporter", "(synthetic)"
LEVY_PCT = "13"  # VAT at home of the draft's goods; an officer checks it as any other


def rehearse_finance(window: Window, export: str, *, at: datetime) -> None:
    """Make the rehearsal of guarantees and refunds.

    Args:
        window: The window.
        export: Reference of the export declaration that the draft names.
        at: Now.
    """
    held = guarantees.list_guarantees(window, by=FIRM, at=at)["guarantees"]
    if not any(one["issuer"].endswith(MARK) for one in held):
        policy = _open(window, "insurance", "insurer", "Example Insurer", "300000.00", at)
        guarantees.activate_guarantee(window, policy, by="officer", at=at)
        _open(window, "bank-letter", "bank", "Example Bank", "500000.00", at)
    if not refund_cases.list_cases(window, by=FIRM, at=at)["cases"]:
        refund_cases.file_case(window, _case(window, export, at), by=FIRM, at=at)
    if not credit_insurance.list_buyers(window, by=FIRM, at=at)["rows"]:
        _insure(window, at)
    if not green.list_eligible(window, by=FIRM, at=at)["rows"]:
        _open_channel(window, at)


def _open_channel(window: Window, at: datetime) -> None:
    """The firm's refunds go before others of this year: one officer grants it, another confirms."""
    year = at.astimezone(window.reference.zone).year
    raw = {"firm": FIRM, "channel": "refund", "from": f"{year}-01-01", "to": f"{year}-12-31",
           "grounds": f"Files without a fault {MARK}",
           "source": f"Example list {MARK}"}  # fmt: skip
    granted = green.grant(window, raw, by="refunds", at=at)["reference"]
    green.confirm(window, granted, by="refunds2", at=at)


def _insure(window: Window, at: datetime) -> None:
    """A buyer abroad with a limit, one shipment under it, and one that waits for the insurer."""
    currency = window.reference.settings.currency

    def money(amount: str) -> Document:
        return {"amount": amount, "currency": currency}

    wish = {"insurer": uscc_of(24), "buyer": f"Example Import GmbH {MARK}", "country": "DE",
            "asked": money("500000.00"), "paid_12m": money("2000000.00")}  # fmt: skip
    buyer = credit_insurance.ask_limit(window, wish, by=FIRM, at=at)["reference"]
    grant = {"move": "grant", "grade": "2", "country_grade": "1"}
    ship = {"move": "ship", "ref": "SYN-S1", "value": money("100000.00"), "terms_days": "60"}
    credit_insurance.act_on_buyer(window, buyer, grant, by="insurer", at=at)
    credit_insurance.act_on_buyer(window, buyer, ship, by=FIRM, at=at)
    other = {**wish, "buyer": f"Example Trading Ltd {MARK}", "country": "VN"}
    credit_insurance.ask_limit(window, other, by=FIRM, at=at)


def _open(window: Window, kind: str, by: str, issuer: str, limit: str, at: datetime) -> str:
    raw = {"kind": kind, "issuer": f"{issuer} {MARK}", "limit": limit, "firm": FIRM}
    return str(guarantees.open_guarantee(window, raw, by=by, at=at)["guarantee"])


def _case(window: Window, export: str, at: datetime) -> Document:
    with acting(window.database, FIRM, at) as (book, actor):
        found = find_export(book.tx, actor.organisation, export) or {"goods": []}
    money = {"amount": "1000.00", "currency": window.reference.settings.currency}
    line = {
        "declaration": export, "levy_pct": LEVY_PCT,
        "hs": next((one["hs"] for one in found["goods"]), "000000"),
        "invoice": f"SYN-{export}", "purchase_ex_vat": money,
    }  # fmt: skip
    return {"kind": "trader", "class": "II", "lines": [line]}
