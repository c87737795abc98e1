"""`entrepot green`: who goes before others in a queue, the queues, and their audit samples."""

from typing import Annotated, Any

import typer

from entrepot.cli import acting, options

app = typer.Typer(
    help="Green channels: grant, confirm, revoke; the queue, its audit sample.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Ref = Annotated[str, typer.Argument(metavar="G", help="Reference of the eligibility.")]
Channel = Annotated[
    str, typer.Argument(metavar="CHANNEL", help="refund, loan or insurance.")
]  # fmt: skip


@app.command()
def grant(
    firm: Annotated[str, typer.Argument(help="Its id, credit code or an account of it.")],
    channel: Channel,
    first: Annotated[str, typer.Option("--from", metavar="DAY", help="First day.")],
    last: Annotated[str, typer.Option("--to", metavar="DAY", help="Last day.")],
    grounds: Annotated[str, typer.Option(help="Why the firm is eligible.")],
    source: Annotated[str, typer.Option(help="Which list or decision says so.")],
    by: acting.As,
    at: acting.At = None,
    as_json: options.AsJson = False,
) -> None:
    """Grant a firm a green channel; a second person confirms it."""
    from entrepot.service import green

    raw = {"firm": firm, "channel": channel, "from": first, "to": last, "grounds": grounds,
           "source": source}  # fmt: skip
    _run(green.grant, raw, by=by, at=at, as_json=as_json)


@app.command()
def confirm(ref: Ref, by: acting.As, at: acting.At = None, as_json: options.AsJson = False) -> None:
    """Confirm what another person granted."""
    from entrepot.service import green

    _run(green.confirm, ref, by=by, at=at, as_json=as_json)


@app.command()
def revoke(
    ref: Ref, by: acting.As, reason: acting.Reason = "", at: acting.At = None,
    as_json: options.AsJson = False,
) -> None:  # fmt: skip
    """Revoke an eligibility at once; the history is kept."""
    from entrepot.service import green

    _run(green.revoke, ref, by=by, at=at, as_json=as_json, reason=reason)


@app.command("list")
def list_(by: acting.As, at: acting.At = None, as_json: options.AsJson = False) -> None:
    """List eligible firms with days and grounds; a firm sees its own alone."""
    from entrepot.service import green

    _run(green.list_eligible, by=by, at=at, as_json=as_json)


@app.command()
def queue(
    channel: Channel, by: acting.As, at: acting.At = None, as_json: options.AsJson = False
) -> None:  # fmt: skip
    """Show what waits in the order in which it is taken, and why."""
    from entrepot.service import green

    _run(green.show_queue, channel, by=by, at=at, as_json=as_json)


@app.command()
def sample(
    channel: Channel,
    by: acting.As,
    on: Annotated[str | None, typer.Option(metavar="DAY", help="The day. [default: today]")] = None,
    at: acting.At = None,
    as_json: options.AsJson = False,
) -> None:
    """Draw the audit sample of a day again, beside what was drawn then."""
    from datetime import date

    from entrepot.kernel.errors import InputError, Problem
    from entrepot.service import green

    try:
        day = date.fromisoformat(on) if on else None
    except ValueError as error:
        problem = Problem("green.day", "--on", f"'{on}' is no day.", "Write 2026-01-31.",
                          message_zh="日期无效。")  # fmt: skip
        raise InputError(problem) from error
    _run(green.show_sample, channel, by=by, at=at, as_json=as_json, on=day)


@app.command()
def examine(
    channel: Channel,
    case: Annotated[str, typer.Argument(metavar="REF", help="Reference of the case.")],
    finding: Annotated[str, typer.Option(help="What was found.")],
    by: acting.As,
    at: acting.At = None,
    as_json: options.AsJson = False,
) -> None:
    """Note what the examination of a case of the sample found, after it was paid."""
    from entrepot.service import green

    _run(green.examine, channel, case, by=by, at=at, as_json=as_json, finding=finding)


def _run(verb: Any, *about: Any, by: str, at: str | None, as_json: bool, **more: Any) -> None:
    with acting.window("Acting") as window:
        document = verb(window, *about, by=by, at=acting.instant(at), **more)
    acting.told(document, as_json=as_json)
