"""`entrepot service-firm`: what a service firm files for many small exporters."""

import typer

from entrepot.cli import acting, options

app = typer.Typer(
    help="Service firms: one book for each exporter they file for.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.callback()
def _room() -> None:
    """Keep each verb a word of its own."""


@app.command()
def books(by: acting.As, region: options.Region = None, as_json: options.AsJson = False) -> None:
    """Show one book for each exporter, by month, and their sum."""
    from entrepot.cli import show
    from entrepot.service.desk import open_desk
    from entrepot.service.firm_books import service_firm_books
    from entrepot.service.tariff_desk import tariff_law

    with show.working("Counting"), open_desk(region, connections=2) as desk:
        document = service_firm_books(desk.window, tariff_law(desk), by=by, at=acting.now())
    acting.told(document, as_json=as_json)
