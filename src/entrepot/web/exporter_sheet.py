"""Tables of small exporters as CSV."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Any

from starlette.responses import Response

from entrepot.web.sheet import safe
from entrepot.web.verbs import Document


def sheet(name: str, columns: Sequence[str], rows: Iterable[Document]) -> Response:
    """A table as a file, in UTF-8 with a mark that spreadsheets understand."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([safe(_cell(row.get(column))) for column in columns])
    content = b"\xef\xbb\xbf" + out.getvalue().encode()
    headers = {"content-disposition": f'attachment; filename="{name}.csv"'}
    return Response(content, 200, headers, "text/csv; charset=utf-8")


def _cell(value: Any) -> object:
    if isinstance(value, dict):
        return f"{value['amount']} {value['currency']}"
    if isinstance(value, list):
        return "; ".join(str(_cell(one)) for one in value)
    return "" if value is None else value
