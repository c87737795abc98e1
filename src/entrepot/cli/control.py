"""`entrepot arrive`, `control`, `inspect`, `approval`, `clock`: what sites and officers do."""

from typing import Annotated

import typer

from entrepot.cli import acting, containers, options

app = typer.Typer(
    help="Control: documents, holds, questions, decisions.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
containers.add_to(app)
inspect = typer.Typer(
    help="Inspection: one appointment, a result an agency.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
approval = typer.Typer(
    help="What waits for a second person.", no_args_is_help=True, rich_markup_mode=None
)
Outcome = Annotated[str, typer.Option(metavar="clear|discrepancy", help="What was found.")]
Note = Annotated[str, typer.Option(help="A remark.")]
Grant = Annotated[bool, typer.Option("--grant/--refuse", help="The decision.")]


def arrive(
    container: Annotated[str, typer.Argument(metavar="CONTAINER", help="Container, ISO 6346.")],
    site: Annotated[str, typer.Option(metavar="SITE", help="Place the goods are at.")],
    by: acting.As,
    at: acting.At = None,
    as_json: options.AsJson = False,
) -> None:
    """Tell that a container arrived; what waited for it goes on at once."""
    from entrepot.service import customs

    arrived = acting.instant(at)
    with acting.window("Telling") as window:
        document = customs.arrive(window, container, site, by=by, at=arrived, told_at=acting.now())
    acting.told(document, as_json=as_json)


def move(
    container: Annotated[str, typer.Argument(metavar="CONTAINER", help="Container, ISO 6346.")],
    place: Annotated[str, typer.Option(metavar="PLACE", help="Where it leaves.")],
    by: acting.As,
    as_json: options.AsJson = False,
) -> None:
    """Let a released container out; the last one completes the declaration."""
    from entrepot.service import customs

    acting.run("Moving", customs.move_out, container, place, by=by, as_json=as_json)


@app.command()
def documents(
    ref: acting.Ref, outcome: Outcome, by: acting.As, note: Note = "",
    as_json: options.AsJson = False,
) -> None:  # fmt: skip
    """Close the check of the documents."""
    from entrepot.service import customs

    acting.run("Deciding", customs.documents, ref, outcome, by=by, note=note, as_json=as_json)


@app.command()
def claim(
    ref: acting.Ref,
    task: Annotated[str, typer.Option(metavar="TASK", help="documents or inspection:AGENCY.")],
    by: acting.As,
    as_json: options.AsJson = False,
) -> None:
    """Take a task, so that nobody else works on it."""
    from entrepot.service import customs

    acting.run("Claiming", customs.claim, ref, task, by=by, as_json=as_json)


@app.command()
def ask(
    ref: acting.Ref,
    code: Annotated[str, typer.Option(metavar="CODE", help="Reason code of the question.")],
    by: acting.As,
    text: Annotated[str, typer.Option(help="The question in other words.")] = "",
    as_json: options.AsJson = False,
) -> None:
    """Ask the trader for something."""
    from entrepot.service import customs

    acting.run("Asking", customs.ask_trader, ref, code, by=by, text=text, as_json=as_json)


@app.command()
def hold(
    ref: acting.Ref, by: acting.As, reason: acting.Reason, as_json: options.AsJson = False
) -> None:
    """Hold the goods for one's agency."""
    from entrepot.service import customs

    acting.run("Holding", customs.place_hold, ref, reason=reason, by=by, as_json=as_json)


@app.command()
def lift(ref: acting.Ref, by: acting.As, as_json: options.AsJson = False) -> None:
    """Lift the hold of one's agency."""
    from entrepot.service import customs

    acting.run("Lifting", customs.lift_hold, ref, by=by, as_json=as_json)


@app.command()
def amendment(
    ref: acting.Ref, by: acting.As, grant: Grant = True, reason: acting.Reason = "",
    as_json: options.AsJson = False,
) -> None:  # fmt: skip
    """Grant or refuse what a trader asked to change."""
    from entrepot.service import customs

    acting.run(
        "Deciding",
        customs.decide_amendment,
        ref,
        approve=grant,
        by=by,
        reason=reason,
        as_json=as_json,
    )


@app.command()
def cancellation(
    ref: acting.Ref, by: acting.As, grant: Grant = True, reason: acting.Reason = "",
    as_json: options.AsJson = False,
) -> None:  # fmt: skip
    """Grant or deny the cancellation a trader asked for."""
    from entrepot.service import customs

    acting.run(
        "Deciding",
        customs.decide_cancellation,
        ref,
        grant=grant,
        by=by,
        reason=reason,
        as_json=as_json,
    )


@app.command()
def seize(
    ref: acting.Ref, by: acting.As, reason: acting.Reason, as_json: options.AsJson = False
) -> None:
    """Propose to seize the goods; a supervisor approves."""
    from entrepot.service import customs

    acting.run("Proposing", customs.propose_seizure, ref, reason=reason, by=by, as_json=as_json)


@app.command()
def appeal(
    ref: acting.Ref,
    outcome: Annotated[str, typer.Option(help="What was decided.")],
    by: acting.As,
    as_json: options.AsJson = False,
) -> None:
    """Decide an appeal."""
    from entrepot.service import customs

    acting.run("Deciding", customs.decide_appeal, ref, outcome, by=by, as_json=as_json)


@app.command("audit-open")
def audit_open(
    ref: acting.Ref, by: acting.As, reason: acting.Reason, as_json: options.AsJson = False
) -> None:
    """Open an audit after release."""
    from entrepot.service import customs

    acting.run("Opening", customs.open_audit, ref, reason=reason, by=by, as_json=as_json)


@app.command("audit-close")
def audit_close(
    ref: acting.Ref,
    by: acting.As,
    reason: acting.Reason,
    changes: Annotated[
        str, typer.Option(metavar="FILE", help="JSON of pointers and what the audit found.")
    ] = "",
    fault: Annotated[
        bool, typer.Option("--fault/--no-fault", help="Duty left out bears interest.")
    ] = True,
    as_json: options.AsJson = False,
) -> None:
    """Close an audit; what it found is assessed, and the difference posted."""
    from entrepot.service import customs
    from entrepot.service.files import read_body

    found = read_body(acting.read(changes), "application/json") if changes else {}
    acting.run("Closing", customs.close_audit, ref, found, reason=reason, by=by, at_fault=fault,
               as_json=as_json)  # fmt: skip


@inspect.command("show")
def inspect_show(ref: acting.Ref, by: acting.As, as_json: options.AsJson = False) -> None:
    """Show the appointment, the orders of the agencies and their holds."""
    from entrepot.service import customs

    acting.run("Looking", customs.show_inspection, ref, by=by, as_json=as_json)


@inspect.command("result")
def inspect_result(
    ref: acting.Ref,
    agency: Annotated[str, typer.Option(metavar="AGENCY", help="customs, quarantine or market.")],
    outcome: Outcome,
    by: acting.As,
    note: Note = "",
    as_json: options.AsJson = False,
) -> None:
    """Record what an agency found; the last clear result releases the goods."""
    from entrepot.service import customs

    acting.run(
        "Recording", customs.record_result, ref, agency, outcome, by=by, note=note, as_json=as_json
    )


def tick(at: acting.At = None, as_json: options.AsJson = False) -> None:
    """Go one round of the clock: what is due, such as expiry, and what waits to be sent."""
    from entrepot.service.rounds import go_round

    moment = acting.instant(at)
    with acting.window("Looking at the clock") as window:
        document = go_round(window, at=moment)
    if not as_json:
        counts = {name: len(rows) for name, rows in document.items() if isinstance(rows, list)}
        document = {**counts, **document["messages"]}
    acting.told(document, as_json=as_json)


@inspect.command("move")
def inspect_move(
    ref: acting.Ref,
    to: Annotated[str, typer.Option(metavar="INSTANT", help="Earliest start of the new visit.")],
    by: acting.As,
    as_json: options.AsJson = False,
) -> None:
    """Move the visit to the first free bay at or after an instant."""
    from entrepot.service import worklists

    start = acting.instant(to)
    acting.run("Moving", worklists.move_visit, ref, start=start, by=by, as_json=as_json)


@inspect.command("board")
def inspect_board(
    by: acting.As,
    day: Annotated[str, typer.Option(metavar="DAY", help="Day. [default: today]")] = "",
    as_json: options.AsJson = False,
) -> None:
    """Show the appointments of a day at one's own site."""
    from datetime import date

    from entrepot.service import worklists

    with acting.window("Looking") as window:
        chosen = date.fromisoformat(day) if day else None
        document = worklists.board(window, by=by, at=acting.now(), day=chosen)
    acting.told(document, as_json=as_json)


@app.command("list")
def list_(
    by: acting.As,
    queue: Annotated[
        str, typer.Option(metavar="QUEUE", help="documents, inspection or all.")
    ] = "all",
    order: Annotated[
        str, typer.Option(metavar="ORDER", help="deadline, or score: the highest first.")
    ] = "deadline",
    cursor: Annotated[str, typer.Option(help="Where the page before ended.")] = "",
    as_json: options.AsJson = False,
) -> None:
    """List open tasks, by deadline or by score."""
    from entrepot.service import worklists

    acting.run("Looking", worklists.worklist, by=by, queue=queue, order=order, cursor=cursor,
               as_json=as_json)  # fmt: skip


@approval.command("list")
def approval_list(
    by: acting.As,
    state: Annotated[str, typer.Option(metavar="STATE", help="open, approved, refused.")] = "open",
    as_json: options.AsJson = False,
) -> None:
    """List what waits for a second person."""
    from entrepot.service import decisions

    acting.run("Looking", decisions.list_approvals, by=by, state=state, as_json=as_json)


@approval.command("decide")
def approval_decide(
    number: Annotated[int, typer.Argument(metavar="ID", help="Number of the proposal.")],
    by: acting.As,
    grant: Grant = True,
    reason: acting.Reason = "",
    as_json: options.AsJson = False,
) -> None:
    """Approve or refuse a seizure that an inspector proposed."""
    from entrepot.service import decisions

    acting.run(
        "Deciding", decisions.decide, number, approve=grant, by=by, reason=reason, as_json=as_json
    )
