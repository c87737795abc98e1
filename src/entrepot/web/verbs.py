"""What the pages and the API ask of the service: one call a thing a person can do."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from entrepot.web.matrix_verbs import MatrixVerbs

Document = dict[str, Any]
Fields = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Verbs:
    """The service's functions, bound to the loaded reference.

    Attributes:
        make_quote: Fields of a quote to the stored document; raises `InputError` or
            `RefusedError` with every problem, `where` naming the field.
        get_quote: Reference to the document; raises `MissingError`.
        find_routes: Fields of a load and its ends to the document of its routes; raises
            `MissingError` with the reasons as `misses` where no way leads there.
        draw_routes: The same with `lines`: where each leg of each route runs.
        directions: The train that goes farthest to each quarter of the compass:
            `{quarter, service, name, name_zh, from, to}`.
        show_networks: The build of the world's networks in use, or that there is none.
        find_paths: One question with from, to, mode and avoid, a year and passages to open,
            to its physical way with its line; raises `OutsideError` where nothing is built.
        check_networks: Published lengths beside the computed ones; raises the same.
        scenario_choices: What the edits of a scenario may name: `posts`, `passages`, `lines`,
            `services`, `gauges`.
        run_scenarios: Tables `od` and `scenario` to each pair before and after.
        assess_duty: Fields of one line to its duty document.
        search_places: Word to places `{id, name, name_zh, country, kind, lat, lon}`.
        search_goods: Words to goods `{hs, text, text_zh}`.
        choices: What a form offers: `places`, `borders`, `passages`, `incoterms`, `proofs`,
            `currencies`, `units`, `home`, `today`.
        home: The region at a glance.
        status: `{version, region, pack_version, database}`.
        wording: Chinese wording of the pack's English texts.
        matrices: What is asked of matrices; without it there are none.
    """

    make_quote: Callable[[Fields], Document]
    get_quote: Callable[[str], Document]
    find_routes: Callable[[Fields], Document]
    draw_routes: Callable[[Fields], Document]
    directions: Callable[[], list[Document]]
    show_networks: Callable[[], Document]
    find_paths: Callable[[Mapping[str, str], int | None, Sequence[str]], Document]
    check_networks: Callable[[], Document]
    scenario_choices: Callable[[], Document]
    run_scenarios: Callable[[Fields], Document]
    assess_duty: Callable[[Fields], Document]
    search_places: Callable[[str], list[Document]]
    search_goods: Callable[[str], list[Document]]
    choices: Callable[[], Document]
    home: Callable[[], Document]
    status: Callable[[], Document]
    wording: Mapping[str, str] = field(default_factory=dict)
    matrices: MatrixVerbs | None = None
