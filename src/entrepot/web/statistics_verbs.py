"""What the pages and the API ask of the service about the statistics of trade."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from entrepot.web.verbs import Document, Fields


@dataclass(frozen=True, slots=True)
class StatisticsVerbs:
    """The service's functions; who asks is None for anybody, who has the public tables.

    Attributes:
        overview: Who asks and from, to, by, flow, currency, revision, to series, partners, table.
        outline: The same without the tables.
        table: Who asks and what for, to a table with its measures.
        mirror: Who asks and what for, to both reports of each flow.
        ledger: Who asks and which months, to the accounts of partners and groups.
        firms: Who asks and which months, to who is active, enters, leaves and stays.
        own: Who asks and which months, to a firm's own trade.
        nation: Who asks and which months, to the region's growth beside the nation's.
        targets: Who asks and which goals, to how likely each is.
        foresee: Who asks and which months, to their futures.
        review: A place or "", first and last year or None, to what was published of its growth.
        lines: Who asks and which cell, to its lines.
        batches: Who asks, to the batches and their revisions.
        load: Who acts, bytes, the file's name, layout and map, to the batch.
        gather: Who acts, to what was taken from the window.
        space: Who asks and a year or None, to the product space with the region in it.
        goods: Codes, to what each covers: `text` and `text_zh`.
        layouts: Names of the layouts of files.
    """

    overview: Callable[[str | None, Fields], Document]
    outline: Callable[[str | None, Fields], Document]
    table: Callable[[str | None, Fields], Document]
    mirror: Callable[[str, Fields], Document]
    ledger: Callable[[str, Fields], Document]
    firms: Callable[[str, Fields], Document]
    own: Callable[[str, Fields], Document]
    nation: Callable[[str, Fields], Document]
    targets: Callable[[str, Fields], Document]
    foresee: Callable[[str, Fields], Document]
    review: Callable[[str, int | None, int | None], Document]
    lines: Callable[[str, Fields], Document]
    batches: Callable[[str], Document]
    load: Callable[[str, bytes, str, str, Fields], Document]
    gather: Callable[[str], Document]
    space: Callable[[str, int | None], Document]
    goods: Callable[[Sequence[str]], Mapping[str, Document]]
    layouts: Callable[[], Sequence[str]]
