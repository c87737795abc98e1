"""`entrepot programme`: the register of programmes, their items, evidence and drift."""

from typing import Annotated, Any

import typer

from entrepot.cli import acting, options

app = typer.Typer(
    help="Programmes: the register, items with owners and evidence, what is late.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Ref = Annotated[str, typer.Argument(metavar="M", help="Reference of the item.")]
Programme = Annotated[str, typer.Argument(metavar="ID", help="Programme of the pack.")]
Due = Annotated[str, typer.Option(metavar="DAY", help="Day it is due.")]
Agenda = Annotated[str, typer.Option(help="Agenda it stands on.")]
Decision = Annotated[str, typer.Option(help="Decision that orders it: body, number, day.")]
SeenBy = Annotated[
    str,
    typer.Option("--as", metavar="USER",
                 help="Account whose items are told too. [default: the pack alone]"),
]  # fmt: skip


@app.command("list")
def list_(
    owner: Annotated[str, typer.Option(metavar="USER", help="Only with items of his.")] = "",
    state: Annotated[str, typer.Option(help="Only that stand so, such as overdue.")] = "",
    due: Annotated[str, typer.Option(metavar="DAY", help="Only with a part due by then.")] = "",
    by: SeenBy = "",
    at: acting.At = None,
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """List programmes: how each stands, how late it is, what is due next."""
    from entrepot.cli import show
    from entrepot.service.programmes import list_programmes, read_asked

    asked = read_asked(owner, state, due)
    found = list_programmes(_register(by, at, region), asked)
    if as_json:
        show.document(found)
        return
    heads = ("id", "standing", "drift days", "done", "next due", "name")
    rows = [(one["id"], one["standing"], _number(one["drift_days"]),
             f"{one['done']}/{one['items']}", one["next_due"] or "-", one["name"])
            for one in found["programmes"]]  # fmt: skip
    show.table(heads, rows, right=("drift days", "done"))


@app.command("show")
def show_(
    programme: Programme,
    by: SeenBy = "",
    at: acting.At = None,
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """Show a programme with its measures, tasks and milestones."""
    from entrepot.cli import show
    from entrepot.service.programmes import show_programme

    found = show_programme(_register(by, at, region, programme), programme)
    if as_json:
        show.document(found)
        return
    show.facts({name: told for name, told in found.items() if name != "items"}, as_json=False)
    _items(found["items"])


@app.command()
def report(
    by: SeenBy = "",
    at: acting.At = None,
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """Report on all programmes: what is late, what is due, who owes what."""
    from entrepot.cli import show
    from entrepot.service.programmes import report_programmes

    found = report_programmes(_register(by, at, region))
    if as_json:
        show.document(found)
        return
    show.facts(found["totals"], as_json=False)
    for name in ("late", "unproven", "due_soon"):
        show.line("")
        show.line(f"{name.replace('_', ' ')}: {len(found[name])}")
        _items(found[name])
    heads = ("owner", "open", "overdue", "done")
    rows = [tuple(str(one[head]) for head in heads) for one in found["owners"]]
    show.line("")
    show.table(heads, rows, right=heads[1:])


@app.command()
def add(
    programme: Programme,
    kind: Annotated[str, typer.Option(help="measure, task or milestone.")],
    title: Annotated[str, typer.Option(help="What is to be done.")],
    owner: Annotated[str, typer.Option(metavar="USER", help="Who answers for it.")],
    due: Due,
    by: acting.As,
    title_zh: Annotated[str, typer.Option(help="The same in Chinese.")] = "",
    parent: Annotated[str, typer.Option(metavar="M", help="Measure it belongs to.")] = "",
    agenda: Agenda = "",
    decision: Decision = "",
    target: Annotated[str, typer.Option(metavar="ID", help="Goal that measures it.")] = "",
    at: acting.At = None,
    as_json: options.AsJson = False,
) -> None:
    """Plan a measure, a task or a milestone, with its owner and its day."""
    from entrepot.service.programme_items import add_item

    raw = {"programme": programme, "kind": kind, "title": title, "title_zh": title_zh,
           "owner": owner, "due_on": due, "parent": parent, "agenda": agenda,
           "decision": decision, "target": target}  # fmt: skip
    given = {name: text for name, text in raw.items() if text}
    with acting.window("Planning") as window:
        document = add_item(window, given, by=by, at=acting.instant(at))
    acting.told(document, as_json=as_json)


@app.command()
def item(ref: Ref, by: acting.As, at: acting.At = None, as_json: options.AsJson = False) -> None:
    """Show an item with its evidence and history."""
    from entrepot.service.programme_items import show_item

    with acting.window("Looking up") as window:
        document = show_item(window, ref, by=by, at=acting.instant(at))
    acting.told(document, as_json=as_json)


@app.command()
def evidence(
    ref: Ref,
    what: Annotated[str, typer.Option(help="What shows that it is done.")],
    source: Annotated[str, typer.Option(help="Where to read it.")],
    by: acting.As,
    on: Annotated[str, typer.Option(metavar="DAY", help="Day it was. [default: today]")] = "",
    at: acting.At = None,
    as_json: options.AsJson = False,
) -> None:
    """Report an item as done with its evidence, as its owner."""
    raw = {"what": what, "source": source, "reached_on": on}
    _act(ref, "report", raw, by, at, as_json)


@app.command()
def close(
    ref: Ref,
    by: acting.As,
    reason: acting.Reason = "",
    at: acting.At = None,
    as_json: options.AsJson = False,
) -> None:
    """Close what its owner reported, as another person."""
    _act(ref, "close", {"reason": reason}, by, at, as_json)


@app.command("return")
def return_(
    ref: Ref,
    by: acting.As,
    reason: acting.Reason,
    at: acting.At = None,
    as_json: options.AsJson = False,
) -> None:
    """Give back to its owner what the evidence does not show."""
    _act(ref, "return", {"reason": reason}, by, at, as_json)


@app.command()
def drop(
    ref: Ref,
    by: acting.As,
    reason: acting.Reason,
    at: acting.At = None,
    as_json: options.AsJson = False,
) -> None:
    """Drop an item; it stays in the register with the reason."""
    _act(ref, "drop", {"reason": reason}, by, at, as_json)


@app.command()
def move(
    ref: Ref,
    by: acting.As,
    reason: acting.Reason,
    owner: Annotated[str, typer.Option(metavar="USER", help="Who answers for it now.")] = "",
    due: Due = "",
    agenda: Agenda = "",
    decision: Decision = "",
    at: acting.At = None,
    as_json: options.AsJson = False,
) -> None:
    """Change owner, day, agenda or decision; drift is told against the first plan."""
    raw = {"owner": owner, "due_on": due, "agenda": agenda, "decision": decision, "reason": reason}
    _act(ref, "move", raw, by, at, as_json)


def _act(
    ref: str, what: str, raw: dict[str, str], by: str, at: str | None, as_json: bool
) -> None:  # fmt: skip
    from entrepot.service.programme_items import act_on_item

    given = {"move": what, **{name: text for name, text in raw.items() if text}}
    with acting.window("Acting") as window:
        document = act_on_item(window, ref, given, by=by, at=acting.instant(at))
    acting.told(document, as_json=as_json)


def _register(by: str, at: str | None, region: str | None, programme: str = "") -> Any:
    """The register: of the pack alone without an account, so that no server starts."""
    from entrepot.service.programmes import Register, day_of, open_register
    from entrepot.store.reference import open_reference

    now = acting.instant(at)
    if not by:
        reference = open_reference(region)
        return Register(reference, day_of(reference, now))
    with acting.window("Looking up") as window:
        return open_register(window, by=by, at=now, programme=programme)[0]


def _items(items: list[dict[str, Any]]) -> None:
    from entrepot.cli import show

    heads = ("item", "kind", "standing", "due", "drift days", "owner", "title")
    rows = [(one["reference"], one["kind"], one["standing"], one["due_on"],
             _number(one["drift_days"]), one["owner"] or "-", one["title"])
            for one in items]  # fmt: skip
    show.table(heads, rows, right=("drift days",))


def _number(value: int | None) -> str:
    return "-" if value is None else str(value)
