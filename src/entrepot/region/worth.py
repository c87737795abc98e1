"""Amounts such as 12.05 bn USD in dollars."""

from entrepot.region.model import Region

_SIZES = {"bn": 1e9, "tn": 1e12, "million": 1e6, "mn": 1e6}
_CURRENCIES = {"RMB": "cny", "CNY": "cny", "EUR": "eur"}


def worth_usd(region: Region, value: float, unit: str) -> float | None:
    """An amount in a unit such as `bn RMB` [USD]; None where the pack cannot convert it.

    Other currencies than the dollar take the pack's parameter `usd_per_` of today: amounts of
    earlier years are not those that were paid.
    """
    size, _, currency = unit.partition(" ")
    rate = 1.0 if currency == "USD" else None
    if currency in _CURRENCIES:
        wanted = f"usd_per_{_CURRENCIES[currency]}"
        rate = next((one.mid for one in region.parameters if one.id == wanted), None)
    return None if size not in _SIZES or rate is None else value * _SIZES[size] * rate
