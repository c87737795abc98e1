"""`entrepot`: the command line.

Only typer is imported at the start, so that help comes at once; each command imports what
it needs when it runs.
"""

import os
import signal
import sys
from collections.abc import Sequence
from typing import Annotated, NoReturn

import typer

from entrepot.cli import (
    access,
    accounts,
    agreements,
    alerts,
    assess,
    assign,
    bench,
    benchmark,
    bonded,
    bookings,
    brief,
    calendars,
    certificates,
    chains,
    complexity,
    control,
    database,
    declarations,
    demo,
    departures,
    duties,
    ecommerce,
    enterprises,
    equilibrium,
    evidence,
    express,
    forecast,
    fund,
    gate,
    gravity,
    green,
    guarantees,
    hs,
    ids,
    index,
    input_output,
    insurance,
    landed,
    lending,
    letters,
    mandates,
    market_models,
    matrices,
    messages,
    networks,
    notices,
    observations,
    offshore,
    opportunities,
    options,
    origin,
    partners,
    pipelines,
    places,
    plan,
    policy,
    port,
    portfolio,
    programmes,
    projects,
    promotion,
    quotes,
    refunds,
    regions,
    release,
    risk,
    rolls,
    routes,
    scenario,
    serve,
    service_firms,
    share,
    stewards,
    target,
    targets,
    tariff,
    terms,
    trade_runs,
    trade_statistics,
    trains,
    trs,
)

app = typer.Typer(
    name="entrepot",
    help="From a consignment to its best ways out, with every cost.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
app.command("quote")(quotes.quote)
app.add_typer(quotes.app, name="quotes")
app.command("route")(routes.route)
app.command("departures")(departures.departures)
app.command("book")(bookings.book)
app.add_typer(bookings.app, name="bookings")
app.add_typer(trains.app, name="train")
app.command("matrix")(matrices.matrix)
app.command("duty")(duties.duty)
app.command("refund-rate")(policy.refund_rate)
app.add_typer(refunds.app, name="refund")
app.add_typer(guarantees.app, name="guarantee")
app.command("controls")(policy.controls)
app.command("negative-list")(policy.negative_list)
app.command("pilot-zone")(policy.pilot_zone)
app.command("landed")(landed.landed)
app.command("assess")(assess.assess)
app.add_typer(index.app, name="index")
app.add_typer(benchmark.app, name="benchmark")
app.add_typer(observations.app, name="observation")
app.command("targets")(targets.targets)
app.add_typer(target.app, name="target")
app.command("brief")(brief.brief)
app.command("target-path")(targets.target_path)
app.command("lmdi")(targets.lmdi)
app.command("partners")(partners.partners)
app.add_typer(input_output.app, name="io")
app.add_typer(chains.app, name="chain")
app.add_typer(enterprises.app, name="enterprise")
app.add_typer(promotion.measures, name="measures")
app.add_typer(promotion.factors, name="factors")
app.add_typer(promotion.recruit, name="recruit")
app.add_typer(promotion.place, name="place")
app.add_typer(promotion.readiness, name="readiness")
app.add_typer(promotion.land, name="land")
app.add_typer(stewards.app, name="case")
app.add_typer(notices.app, name="notices")
app.add_typer(letters.app, name="letters")
app.add_typer(rolls.rolls, name="roll")
app.add_typer(rolls.panels, name="panel")
app.add_typer(portfolio.app, name="portfolio")
app.add_typer(programmes.app, name="programme")
app.add_typer(projects.app, name="project")
app.add_typer(plan.app, name="plan")
app.add_typer(alerts.app, name="alert")
app.command("lists")(pipelines.lists)
app.add_typer(pipelines.app, name="pipeline")
app.add_typer(origin.app, name="origin")
app.add_typer(agreements.app, name="agreement")
app.add_typer(certificates.app, name="certificate")
app.command("assign")(assign.assign)
app.command("gravity")(gravity.gravity)
app.command("access")(access.access)
app.command("equilibrium")(equilibrium.equilibrium)
app.command("forecast")(forecast.forecast)
app.command("smart")(market_models.smart)
app.command("market-access")(market_models.market_access)
app.command("world-share")(market_models.world_share)
app.command("planned-imports")(market_models.planned_imports)
app.command("circulation")(market_models.circulation)
app.command("services-trade")(market_models.services_trade)
app.command("node-flows")(market_models.node_flows)
app.add_typer(regions.app, name="region")
app.add_typer(networks.app, name="networks")
app.add_typer(scenario.app, name="scenario")
app.add_typer(places.app, name="places")
app.add_typer(places.goods, name="goods")
app.add_typer(hs.app, name="hs")
app.command("serve")(serve.serve)
app.add_typer(database.app, name="db")
app.add_typer(demo.app, name="demo")
app.add_typer(accounts.app, name="account")
app.add_typer(mandates.app, name="mandate")
app.add_typer(ids.app, name="ids")
app.command("workdays")(terms.workdays)
app.add_typer(calendars.app, name="calendar")
app.add_typer(terms.fx, name="fx")
app.add_typer(terms.charges, name="charges")
app.add_typer(ecommerce.app, name="ecommerce")
app.add_typer(express.app, name="express")
app.add_typer(offshore.app, name="offshore")
app.add_typer(evidence.app, name="audit")
app.add_typer(evidence.keys, name="keys")
app.add_typer(release.app, name="release")
app.add_typer(risk.app, name="risk")
app.command("trs")(trs.trs)
app.command("lodge")(declarations.lodge)
app.add_typer(declarations.app, name="declaration")
app.command("movements")(declarations.movements)
app.command("pay")(declarations.pay)
app.command("secure")(declarations.secure)
app.add_typer(gate.app, name="gate")
app.add_typer(port.app, name="port")
app.command("arrive")(control.arrive)
app.command("move")(control.move)
app.add_typer(control.app, name="control")
app.add_typer(control.inspect, name="inspect")
app.add_typer(control.approval, name="approval")
app.add_typer(tariff.app, name="tariff")
app.command("tick")(control.tick)
app.add_typer(bench.app, name="bench")
app.add_typer(bonded.app, name="bonded")
app.add_typer(messages.app, name="messages")
app.add_typer(lending.loan, name="loan")
app.add_typer(fund.app, name="fund")
app.add_typer(green.app, name="green")
app.add_typer(insurance.app, name="insurance")
app.add_typer(lending.fruit, name="fruit")
app.add_typer(service_firms.app, name="service-firm")
app.add_typer(share.app, name="share")
app.add_typer(trade_statistics.app, name="statistics")
app.add_typer(trade_runs.app, name="trade-run")
app.command("complexity")(complexity.complexity)
app.command("opportunities")(opportunities.opportunities)


def _tell_version(wanted: bool) -> None:
    if wanted:
        from entrepot import __version__

        typer.echo(f"entrepot {__version__}")
        raise typer.Exit


@app.callback()
def _begin(
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the version and end.", is_eager=True, callback=_tell_version
        ),
    ] = False,
) -> None:
    """Options of the program as a whole."""


def run(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command and end the process with its exit code."""
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # as under nohup
            signal.signal(number, _end)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = call(arguments)
        sys.stdout.flush()
    except BrokenPipeError:  # who read our output has gone, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 128 + signal.SIGPIPE
    sys.exit(code)


def call(arguments: Sequence[str]) -> int:
    """Run a command; errors become messages and the exit code of their kind."""
    from entrepot.kernel.errors import EntrepotError, InputError

    as_json = options.JSON in arguments
    try:
        return app(list(arguments), prog_name="entrepot", standalone_mode=False) or 0
    except EntrepotError as error:
        from entrepot.cli import show

        show.error(error, as_json=as_json)
        return error.exit_code
    except typer.TyperException as error:
        from entrepot.cli import show

        show.usage(error, as_json=as_json)
        return InputError.exit_code
    except (KeyboardInterrupt, typer.Abort):
        return 128 + signal.SIGINT


def _end(number: int, _frame: object) -> NoReturn:
    """End as on Ctrl-C when told to or when the terminal closes: the database in order."""
    sys.exit(128 + number)
