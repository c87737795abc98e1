"""The register of firms as a file that can be imported again."""

from collections.abc import Sequence

from entrepot.service.enterprise_intake import COLUMNS
from entrepot.web.trade_export import Column
from entrepot.web.verbs import Document


def of_enterprises(found: Document) -> tuple[Sequence[Column], list[Document]]:
    """Firms, a row each; lists within a cell are separated by semicolons."""
    return tuple(map(Column, COLUMNS)), [_row(one) for one in found["enterprises"]]


def _row(one: Document) -> Document:
    own = {one["name"], one["name_zh"], *one["former"]}
    told = {**one, "id": one["enterprise"],
            "aliases": [name for name in one["names"] if name not in own]}  # fmt: skip
    return {name: "; ".join(value) if isinstance(value := told[name], list) else value
            for name in COLUMNS}  # fmt: skip
