"""What a service firm filed, by the exporter it filed for, as far as its mandates reach."""

from collections.abc import Mapping
from typing import Any

from entrepot.store.db import Tx
from entrepot.store.queries import queries

Row = Mapping[str, Any]


def list_clients(tx: Tx, broker: str) -> list[Row]:
    """The firms it filed for: `id`, `name`, `name_zh`, `is_sandbox`."""
    return list(queries("service_firms").list_clients(tx, broker=broker))


def count_filed(tx: Tx, broker: str, zone: str) -> list[Row]:
    """Declarations by firm and month; a row without month is of the firm, without firm of all."""
    return list(queries("service_firms").count_filed(tx, broker=broker, zone=zone))


def sum_refunds(tx: Tx, broker: str, zone: str) -> list[Row]:
    """Refund cases filed and amounts paid by firm, month and currency, as the released values."""
    return list(queries("service_firms").sum_refunds(tx, broker=broker, zone=zone))


def sum_released(tx: Tx, broker: str) -> list[Row]:
    """Value released by firm, month and currency; a row without month is of the firm, and so on."""
    return list(queries("service_firms").sum_released(tx, broker=broker))
