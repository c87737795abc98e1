"""`entrepot statistics`: lines of trade, and the tables made of them."""

from pathlib import Path
from typing import Annotated, Any

import typer

from entrepot.cli import acting, options

app = typer.Typer(
    help="Trade statistics: load lines, show tables at any revision, sum files.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Map = Annotated[
    Path | None, typer.Option("--map", metavar="MAP.json", help="Which column gives which field.")
]


@app.command()
def load(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="CSV, Parquet, or JSON of movements.")
    ],
    layout: Annotated[
        str,
        typer.Option(metavar="NAME", help="window, china-customs, comtrade, baci or generic."),
    ],
    own: Map = None,
    by_month: Annotated[
        bool, typer.Option("--by-month", help="Each month counts by itself; cut off, it goes on.")
    ] = False,
    by: acting.By = "",
    as_json: options.AsJson = False,
) -> None:
    """Load lines as one batch, or one a month; the same file again changes nothing."""
    from entrepot.service.trade_load import load_file
    from entrepot.service.trade_months import load_months
    from entrepot.store.importers.sources import read_map

    raw = read_map(own) if own else {}
    act = load_months if by_month else load_file
    acting.run("Loading", act, file, layout, raw, by=by, as_json=as_json)


@app.command()
def gather(by: acting.By = "", as_json: options.AsJson = False) -> None:
    """Take what the window released since the last time into the statistics."""
    from entrepot.service.trade_load import gather as take

    acting.run("Gathering", take, by=by, as_json=as_json)


@app.command()
def batches(by: acting.By = "", as_json: options.AsJson = False) -> None:
    """List the batches and the revision that each made."""
    from entrepot.service.trade_cells import list_batches

    acting.run("Looking", list_batches, by=by, as_json=as_json)


@app.command()
def show(
    first: Annotated[str, typer.Option("--from", metavar="MONTH", help="First month, as 202401.")],
    last: Annotated[str, typer.Option("--to", metavar="MONTH", help="Last month.")],
    keys: Annotated[
        str, typer.Option("--by", metavar="FIELDS", help="Such as partner,hs6.")
    ] = "partner",
    measure: Annotated[
        str, typer.Option(metavar="NAMES", help="value, share, growth, contribution, hhi, cr4, ...")
    ] = "value",
    flow: Annotated[
        str, typer.Option(metavar="FLOW", help="import or export. [default: all]")
    ] = "",
    currency: Annotated[str, typer.Option(metavar="CODE", help="Of the figures.")] = "USD",
    revision: Annotated[
        int | None, typer.Option(metavar="N", help="As known then. [default: the newest]")
    ] = None,
    public: Annotated[bool, typer.Option(help="Only what everybody may see.")] = False,
    reporter: Annotated[
        str, typer.Option(metavar="CODE", help="Who reports. [default: the region itself]")
    ] = "",
    concordance: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Joins editions of the HS, with hs6.")
    ] = None,
    by: acting.By = "",
    as_json: options.AsJson = False,
) -> None:
    """Show a table of trade with its measures."""
    from entrepot.service.trade_editions import read_concordances
    from entrepot.service.trade_table import show as table

    raw = {
        "from": first, "to": last, "by": keys, "measure": measure, "flow": flow,
        "currency": currency, "revision": revision, "public": public, "reporter": reporter,
        "concordances": read_concordances(concordance) if concordance else {},
    }  # fmt: skip
    acting.run("Counting", table, raw, by=by, as_json=as_json)


@app.command()
def lines(
    first: Annotated[str, typer.Option("--from", metavar="MONTH", help="First month, as 202401.")],
    last: Annotated[str, typer.Option("--to", metavar="MONTH", help="Last month.")],
    where: Annotated[
        list[str] | None, typer.Option(metavar="FIELD=VALUE", help="Such as partner=JP; repeat.")
    ] = None,
    revision: Annotated[
        int | None, typer.Option(metavar="N", help="As known then. [default: the newest]")
    ] = None,
    by: acting.By = "",
    as_json: options.AsJson = False,
) -> None:
    """List the lines under a cell."""
    from entrepot.service.trade_cells import list_lines
    from entrepot.service.trade_table import parse_asked

    pairs = dict(one.partition("=")[::2] for one in where or ())
    asked, _ = parse_asked({**pairs, "from": first, "to": last, "revision": revision})
    acting.run("Looking", list_lines, asked, by=by, as_json=as_json)


@app.command()
def cube(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV or Parquet of lines.")],
    own: Annotated[
        Path, typer.Option("--map", metavar="MAP.json", help="Which column gives which field.")
    ],
    keys: Annotated[str, typer.Option("--by", metavar="FIELDS", help="Such as partner,hs6.")],
    out: Annotated[Path, typer.Option(metavar="OUT.parquet", help="File to write.")],
    backend: Annotated[str, typer.Option(metavar="NAME", help="duckdb or spark.")] = "duckdb",
    as_json: options.AsJson = False,
) -> None:
    """Sum a file of lines by some fields; needs no store."""
    from entrepot.cli import show as telling
    from entrepot.service.trade_cells import cube_file

    with telling.working("Counting"):
        document = cube_file(
            file, own, [one for one in keys.split(",") if one], out, backend=backend
        )
    acting.told(document, as_json=as_json)


@app.command()
def disclose(
    file: Annotated[Path, typer.Argument(metavar="CELLS", help="CSV or Parquet of cells.")],
    rows: Annotated[str, typer.Option(metavar="COLUMN", help="Column that tells the row.")],
    columns: Annotated[str, typer.Option(metavar="COLUMN", help="Column that tells the column.")],
    as_json: options.AsJson = False,
) -> None:
    """Suppress the cells that would give a firm away, and as few others as needed."""
    from entrepot.service.trade_disclosure import disclose_file

    acting.told(disclose_file(file, rows, columns), as_json=as_json)


@app.command()
def mirror(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="CSV or Parquet. [default: the store]")
    ] = None,
    own: Map = None,
    first: Annotated[str, typer.Option("--from", metavar="MONTH", help="Of the store.")] = "",
    last: Annotated[str, typer.Option("--to", metavar="MONTH", help="Of the store.")] = "",
    product: Annotated[
        str, typer.Option(metavar="FIELD", help="hs2, hs4 or hs6. [default: all goods]")
    ] = "",
    margin: Annotated[
        str, typer.Option("--cif-margin-pct", metavar="PCT", help="From FOB to CIF [% of FOB].")
    ] = "",
    source: Annotated[
        str, typer.Option("--margin-source", metavar="TEXT", help="Where the margin is from.")
    ] = "",
    status: Annotated[
        str, typer.Option("--margin-status", metavar="WORD", help="How sure it is.")
    ] = "unverified",
    tolerance: Annotated[
        str, typer.Option("--tolerance-pct", metavar="PCT", help="Reports that agree differ less.")
    ] = "20",
    currency: Annotated[str, typer.Option(metavar="CODE", help="Of the store's figures.")] = "USD",
    top: Annotated[int, typer.Option(metavar="N", help="Largest gaps; 0 is all.")] = 20,
    by: acting.By = "",
    as_json: options.AsJson = False,
) -> None:
    """Put exporters' reports beside importers', both FOB, and say which to believe."""
    from entrepot.cli import show as telling
    from entrepot.service.trade_mirror import mirror_file, mirror_lines
    from entrepot.store.importers.sources import read_map
    from entrepot.trade.lines import parse_map

    raw = {
        "product": product, "cif_margin_pct": margin, "margin_source": source,
        "margin_status": status, "tolerance_pct": tolerance, "top": top,
    }  # fmt: skip
    if file is None:
        asked = {**raw, "from": first, "to": last, "currency": currency}
        acting.run("Comparing", mirror_lines, asked, by=by, as_json=as_json)
        return
    found = parse_map(read_map(own) if own else {}, str(own or "--map"))
    with telling.working("Comparing"):
        document = mirror_file(file, found, raw)
    acting.told(document, as_json=as_json)


@app.command()
def concord(
    file: Annotated[Path, typer.Argument(metavar="CELLS", help="With hs6 and value_minor.")],
    concordance: Annotated[
        Path,
        typer.Option(
            metavar="FILE", help="from_edition, from_code, to_edition, to_code, weight, source."
        ),
    ],
    before: Annotated[str, typer.Option("--from", metavar="EDITION", help="Of the cells.")],
    as_json: options.AsJson = False,
) -> None:
    """Carry cells into another edition of the HS, no unit lost, and tell what was split."""
    from entrepot.service.trade_editions import convert_file

    acting.told(convert_file(file, concordance, before), as_json=as_json)


First = Annotated[str, typer.Option("--from", metavar="MONTH", help="First month, as 202401.")]
Last = Annotated[str, typer.Option("--to", metavar="MONTH", help="Last month.")]
Currency = Annotated[str, typer.Option(metavar="CODE", help="Of the figures.")]
Flow = Annotated[str, typer.Option(metavar="FLOW", help="import or export. [default: all]")]
Revision = Annotated[
    int | None, typer.Option(metavar="N", help="As known then. [default: the newest]")
]


@app.command()
def ledger(
    first: First,
    last: Last,
    group: Annotated[
        str, typer.Option(metavar="NAMES", help="Groups of countries. [default: all]")
    ] = "",
    partner: Annotated[str, typer.Option(metavar="CODE", help="Only this partner.")] = "",
    records: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Services, projects and investment, beside goods."),
    ] = None,
    currency: Currency = "USD",
    revision: Revision = None,
    by: acting.By = "",
    as_json: options.AsJson = False,
) -> None:
    """Show what goes out and comes in by partner and by group of partners."""
    from entrepot.service.trade_ledger import ledger as told
    from entrepot.service.trade_records import read_records

    raw = {"from": first, "to": last, "group": group, "partner": partner, "currency": currency,
           "revision": revision, "records": read_records(records) if records else ()}  # fmt: skip
    acting.run("Counting", told, raw, by=by, as_json=as_json)


@app.command()
def firms(
    first: First,
    last: Last,
    flow: Flow = "",
    period: Annotated[str, typer.Option(metavar="WORD", help="year or month.")] = "year",
    currency: Currency = "USD",
    revision: Revision = None,
    by: acting.By = "",
    as_json: options.AsJson = False,
) -> None:
    """Show active firms, who entered and left, what that changed, and how long they stay."""
    from entrepot.service.trade_firms import firms as told

    raw = {"from": first, "to": last, "flow": flow, "period": period, "currency": currency,
           "revision": revision}  # fmt: skip
    acting.run("Counting", told, raw, by=by, as_json=as_json)


@app.command()
def nation(
    first: First,
    last: Last,
    key: Annotated[
        str, typer.Option("--by", metavar="FIELD", help="partner, hs2, hs4 or hs6.")
    ] = "hs2",
    flow: Flow = "export",
    currency: Currency = "USD",
    revision: Revision = None,
    by: acting.By = "",
    as_json: options.AsJson = False,
) -> None:
    """Show the region's growth beside the nation's, and what of it is its own."""
    from entrepot.service.trade_nation import nation as told

    raw = {"from": first, "to": last, "by": key, "flow": flow, "currency": currency,
           "revision": revision}  # fmt: skip
    acting.run("Counting", told, raw, by=by, as_json=as_json)


@app.command()
def own(
    first: First,
    last: Last,
    firm: Annotated[
        str, typer.Option(metavar="USCC", help="Credit code. [default: one's own]")
    ] = "",
    currency: Currency = "USD",
    revision: Revision = None,
    by: acting.By = "",
    as_json: options.AsJson = False,
) -> None:
    """Show a firm's own trade: value, growth, partners, goods, share of the region's."""
    from entrepot.service.trade_own import own_trade as told

    raw = {"from": first, "to": last, "firm": firm, "currency": currency, "revision": revision}
    acting.run("Counting", told, raw, by=by, as_json=as_json)


@app.command()
def review(
    first: Annotated[
        int | None, typer.Option("--from", metavar="YEAR", help="First year of growth.")
    ] = None,
    last: Annotated[int | None, typer.Option("--to", metavar="YEAR", help="Last year.")] = None,
    geography: Annotated[
        str, typer.Option(metavar="NAME", help="As the figures name it. [default: the region]")
    ] = "",
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """Review growth from published figures: what fits, what each part adds, what is ambiguous."""
    from entrepot.cli import show as telling
    from entrepot.service.trade_review import review_growth
    from entrepot.store.reference import open_reference

    found = review_growth(open_reference(region), geography=geography, first=first, last=last)
    if as_json:
        telling.document(found)
        return
    _tell_review(found)


def _tell_review(found: dict[str, Any]) -> None:
    from entrepot.cli import show as telling

    telling.line(f"{found['geography']}, {found['from']} to {found['to']}; {found['status']}\n")
    numbers = ("value", "growth", "stated")
    rows = [
        (one["flow"], one["unit"], str(step["year"]), _told(step["value"]),
         _told(step["growth_pct"]), _told(step["stated_growth_pct"]))
        for one in found["series"] for step in one["steps"]
    ]  # fmt: skip
    telling.table(("flow", "unit", "year", *numbers), rows, right=numbers)
    for average in found["averages"]:
        telling.line(f"\n{average['id']}: {average['growth_pct']} % a year, "
                     f"{average['from']} to {average['to']}")  # fmt: skip
        names = ("start", "implied", "stated", "pace_pct")
        rows = [
            (one["flow"], one["unit"], str(one["since"]), *(_told(one[name]) for name in names),
             str(one["fits"]))
            for one in average["readings"]
        ]  # fmt: skip
        telling.table(("flow", "unit", "since", *names, "fits"), rows, right=names)
    for one in found["flags"]:
        telling.line(f"\nnote: {one['where']}: {one['message']} [{one['code']}]")


def _told(value: float | None) -> str | None:
    return None if value is None else f"{value:,.6g}"
