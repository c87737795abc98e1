"""`entrepot control narrow`, `release-part`, `channel`, `direct`: acts beside the life cycle."""

from typing import Annotated

import typer

from entrepot.cli import acting, options

Containers = Annotated[
    str, typer.Option(metavar="A,B", help="Containers, separated by commas.")
]  # fmt: skip


def narrow(
    ref: acting.Ref, containers: Containers, by: acting.As, as_json: options.AsJson = False
) -> None:
    """Narrow the hold of one's agency to some containers."""
    from entrepot.service import partial

    acting.run("Narrowing", partial.narrow, ref, _names(containers), by=by, as_json=as_json)


def release_part(
    ref: acting.Ref, containers: Containers, by: acting.As, as_json: options.AsJson = False
) -> None:
    """Let some containers go while others are held."""
    from entrepot.service import partial

    acting.run("Releasing", partial.release_part, ref, _names(containers), by=by, as_json=as_json)


def channel(
    ref: acting.Ref,
    to: Annotated[str, typer.Option(metavar="YELLOW|RED", help="The higher channel.")],
    by: acting.As,
    reason: acting.Reason = "",
    as_json: options.AsJson = False,
) -> None:
    """Put a declaration into a higher channel; never into a lower one."""
    from entrepot.service import raising

    acting.run("Raising", raising.raise_channel, ref, to, reason=reason, by=by, as_json=as_json)


def direct(
    ref: acting.Ref,
    by: acting.As,
    grant: Annotated[
        bool, typer.Option("--grant/--refuse", help="The decision; a refusal withdraws a grant.")
    ] = True,
    reason: acting.Reason = "",
    as_json: options.AsJson = False,
) -> None:
    """Approve or refuse a direct release, without a stop in the yard."""
    from entrepot.service import directly

    acting.run("Deciding", directly.decide_direct_release, ref, approve=grant, reason=reason,
               by=by, as_json=as_json)  # fmt: skip


def add_to(control: typer.Typer) -> None:
    """Give `entrepot control` these commands."""
    control.command()(narrow)
    control.command("release-part")(release_part)
    control.command()(channel)
    control.command()(direct)


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]
