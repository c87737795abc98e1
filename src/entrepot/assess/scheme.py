"""A scheme: the tree of an index and the steps that lead from raw values to ranks."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from entrepot.assess.fields import Options, float_of, is_number, tables, texts
from entrepot.assess.rules import RULES, Deduction, Veto, check_rules, read_deductions, read_vetoes
from entrepot.assess.wording import problem
from entrepot.kernel.errors import Problem

Step = Mapping[str, object]

METHODS: Mapping[str, tuple[str, ...]] = {
    "impute": ("none", "mean", "median", "group_mean", "group_median", "panel", "em"),
    "treat": ("winsorise", "none"),
    "normalise": (
        "minmax", "zscore", "rank", "borda", "percentile_rank", "distance_to_max",
        "distance_to_reference", "distance_to_target", "goalposts", "functional",
    ),
    "weights": ("given", "equal", "pca", "bod"),
    "aggregate": ("arithmetic", "geometric", "harmonic", "generalised", "copeland"),
}  # fmt: skip
KEYS: Mapping[str, tuple[str, ...]] = {
    "impute": ("method", "group"),
    "screen": ("min_available_share", "on"),
    "treat": ("method", "max_points", "skew", "kurtosis", "otherwise"),
    "normalise": ("method", "lower", "upper", "mean", "sd", "reference", "cap"),
    "weights": ("method", "levels", "lower", "upper", "loadings"),
    "aggregate": ("method", "scope", "flat_weights", "by_level", "power", "min_present_share"),
}
_CHOICES = {
    ("screen", "on"): ("imputed", "raw"),
    ("treat", "otherwise"): ("log", "none"),
    ("weights", "loadings"): ("plain", "squared"),
    ("aggregate", "scope"): ("hierarchical", "flat"),
    ("aggregate", "flat_weights"): ("own", "effective"),
}
_NUMBERS = {
    "min_available_share", "max_points", "skew", "kurtosis", "lower", "upper", "mean", "sd",
    "power", "min_present_share",
}  # fmt: skip
_TOP = (
    "code", "unit", "groups", "denominators", "time", "class", "tree", "node", "deduction", "veto",
    "name", "name_zh", "version", "valid_from", "legal",
)  # fmt: skip
_NODE = (
    "code", "name", "level", "parent", "direction", "weight", "denominator", "target", "low",
    "high", "unit", "name_zh",
)  # fmt: skip
SCHEME = "scheme"


@dataclass(frozen=True, slots=True)
class Node:
    """One node of the tree; level 1 is an indicator, the root has no parent.

    Attributes:
        direction: 1 where more is better, -1 where less is.
        denominator: Column an indicator is divided by.
        target, low, high: What distance to a target, goalposts and the functional
            coefficient measure against.
    """

    code: str
    level: int
    parent: str = ""
    direction: int = 1
    weight: float = 1.0
    denominator: str = ""
    target: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Scheme:
    """What is to be worked out. A step that is None is skipped.

    Attributes:
        unit: Column that names the units.
        time: Column that tells the year, where a table is a panel.
        unit_class: Column whose classes are ranked apart.
    """

    code: str
    unit: str
    nodes: tuple[Node, ...]
    groups: tuple[str, ...] = ()
    denominators: tuple[str, ...] = ()
    time: str = ""
    unit_class: str = ""
    steps: Mapping[str, Step] = field(default_factory=dict)
    deductions: tuple[Deduction, ...] = ()
    vetoes: tuple[Veto, ...] = ()

    def step(self, name: str) -> Step | None:
        """A step, None where it is skipped."""
        return self.steps.get(name)

    @property
    def rule_columns(self) -> tuple[str, ...]:
        """Columns that deductions and vetoes read."""
        both = [one.column for one in self.deductions] + [one.column for one in self.vetoes]
        return tuple(dict.fromkeys(both))

    @property
    def indicators(self) -> tuple[Node, ...]:
        """Nodes of level 1."""
        return tuple(node for node in self.nodes if node.level == 1)

    @property
    def aggregates(self) -> tuple[Node, ...]:
        """The others, lower levels first."""
        above = (node for node in self.nodes if node.level > 1)
        return tuple(sorted(above, key=lambda node: node.level))

    @property
    def root(self) -> Node:
        """The node above all."""
        return next(node for node in self.nodes if not node.parent)

    def children(self, code: str) -> tuple[Node, ...]:
        """Nodes right below one."""
        return tuple(node for node in self.nodes if node.parent == code)


def number(step: Step, key: str, default: float) -> float:
    """A number of a step, the default where it is not given."""
    value = step.get(key, default)
    return float(value) if isinstance(value, int | float) else default


def check_scheme(raw: Options) -> list[Problem]:
    """Everything wrong with a scheme as its file tells it."""
    nodes = raw.get("node")
    problems = [
        problem("key", key, "is no key of a scheme.", f"Keys: {', '.join((*_TOP, *KEYS))}.")
        for key in raw
        if key not in _TOP and key not in KEYS
    ]
    for key in ("code", "unit"):
        if not isinstance(raw.get(key), str) or not raw[key]:
            problems.append(problem("missing", key, "is missing."))
    if not isinstance(nodes, list) or not nodes:
        problems.append(problem("missing", "node", "names no node.", "Give [[node]] or tree."))
    else:
        problems += _check_nodes(nodes, texts(raw.get("denominators")))
    for name in KEYS:
        if name in raw:
            problems += check_step(name, raw[name])
    for kind in RULES:
        problems += check_rules(kind, raw.get(kind, []))
    return problems + _check_together(raw)


def read_scheme(raw: Options) -> Scheme:
    """A checked scheme as a value."""
    nodes = raw["node"]
    assert isinstance(nodes, list)
    return Scheme(
        str(raw["code"]), str(raw["unit"]), tuple(_node(one) for one in nodes),
        texts(raw.get("groups")), texts(raw.get("denominators")),
        str(raw.get("time", "")), str(raw.get("class", "")),
        {name: dict(step) for name in KEYS if isinstance(step := raw.get(name), Mapping)},
        read_deductions(raw), read_vetoes(raw),
    )  # fmt: skip


def check_step(name: str, step: object, where: str = "") -> list[Problem]:
    """Everything wrong with one section."""
    place = f"{where}{name}"
    if not isinstance(step, Mapping):
        return [problem("type", place, "is no section.")]
    problems = [
        problem("key", f"{place}.{key}", "is no key of it.", f"Keys: {', '.join(KEYS[name])}.")
        for key in step
        if key not in KEYS[name]
    ]
    methods = METHODS.get(name)
    if methods and step.get("method") not in methods:
        problems.append(
            problem("method", f"{place}.method", f"{step.get('method')!r} is none.",
                     f"Methods: {', '.join(methods)}.")
        )  # fmt: skip
    problems += [p for key, value in step.items() for p in _check_value(name, place, key, value)]
    if name == "impute" and str(step.get("method")).startswith("group_") and not step.get("group"):
        problems.append(problem("missing", f"{place}.group", "is missing.", "Name the column."))
    return problems


def _check_value(name: str, place: str, key: str, value: object) -> list[Problem]:
    where = f"{place}.{key}"
    if key in _NUMBERS and not is_number(value):
        return [problem("type", where, f"{value!r} is not a number.")]
    choices = _CHOICES.get((name, key))
    if choices and value not in choices:
        return [problem("choice", where, f"{value!r} is none.", f"One of {', '.join(choices)}.")]
    if (name, key) == ("weights", "levels"):
        is_list = isinstance(value, list) and all(isinstance(one, int) for one in value)
        return [] if is_list else [problem("type", where, "is no list of levels.", "Give [2].")]
    if key == "by_level":
        if not isinstance(value, Mapping):
            return [problem("type", where, "is no table of levels.")]
        return [
            problem("method", f"{where}.{level}", f"{method!r} is none.")
            for level, method in value.items()
            if method not in METHODS["aggregate"] or not str(level).isdigit()
        ]
    return []


def _check_nodes(nodes: list[object], denominators: tuple[str, ...]) -> list[Problem]:
    problems: list[Problem] = []
    seen: dict[str, Mapping[str, object]] = {}
    for place, node in enumerate(nodes, start=1):
        code = node.get("code") if isinstance(node, Mapping) else None
        if not isinstance(node, Mapping) or not isinstance(code, str) or not code:
            problems.append(problem("missing", f"node {place}", "has no code."))
            continue
        if code in seen:
            problems.append(problem("twice", f"node {code}", "is given twice."))
        seen[code] = node
        problems += _check_node(code, node, denominators)
    return problems + _check_tree(seen)


def _check_node(
    code: str, node: Mapping[str, object], denominators: tuple[str, ...]
) -> list[Problem]:
    where = f"node {code}"
    problems = [
        problem("key", f"{where}, {key}", "is no key of a node.", f"Keys: {', '.join(_NODE)}.")
        for key in node
        if key not in _NODE
    ]
    level = node.get("level")
    if not isinstance(level, int) or isinstance(level, bool) or level < 1:
        problems.append(problem("type", f"{where}, level", f"{level!r} is no level."))
    if node.get("direction", 1) not in (1, -1):
        problems.append(problem("choice", f"{where}, direction", "is neither 1 nor -1."))
    for key in ("weight", "target", "low", "high"):
        if key in node and not is_number(node[key]):
            problems.append(problem("type", f"{where}, {key}", f"{node[key]!r} is not a number."))
    weight = node.get("weight", 1.0)
    if isinstance(weight, int | float) and weight < 0:
        problems.append(problem("weight", f"{where}, weight", "is below zero."))
    named = node.get("denominator")
    if named and named not in denominators:
        problems.append(
            problem("denominator", f"{where}, denominator", f"{named!r} is no denominator.",
                     "Name its column under denominators.")
        )  # fmt: skip
    return problems


def _check_tree(nodes: Mapping[str, Mapping[str, object]]) -> list[Problem]:
    """Cycles, roots, orphans, levels and weights, over all nodes that have a code."""
    problems: list[Problem] = []
    roots = [code for code, node in nodes.items() if not _parent(node)]
    if len(roots) != 1:
        told = f"has {len(roots)} roots: {', '.join(roots)}." if roots else "has no root."
        problems.append(problem("roots", "tree", told, "One node has no parent."))
    for code, node in nodes.items():
        parent = _parent(node)
        if parent and parent not in nodes:
            problems.append(problem("orphan", f"node {code}", f"has no parent {parent!r}."))
        elif parent and _is_cycle(code, nodes):
            problems.append(problem("cycle", f"node {code}", "is its own ancestor."))
        elif parent and _level(nodes[parent]) <= _level(node):
            problems.append(problem("level", f"node {code}", "is not below its parent."))
    for code, node in nodes.items():
        below = [one for one in nodes.values() if _parent(one) == code]
        if not below and _level(node) > 1:
            problems.append(problem("empty", f"node {code}", "has nothing below it."))
        if below and not any(_weight(one) for one in below):
            problems.append(problem("weight", f"node {code}", "has only weights of zero below."))
    return problems


def _is_cycle(code: str, nodes: Mapping[str, Mapping[str, object]]) -> bool:
    at, seen = _parent(nodes[code]), set[str]()
    while at and at in nodes and at not in seen:
        if at == code:
            return True
        seen.add(at)
        at = _parent(nodes[at])
    return False


def _check_together(raw: Options) -> list[Problem]:
    """Methods that cannot stand beside each other."""
    problems: list[Problem] = []
    impute, normalise = raw.get("impute"), raw.get("normalise")
    if isinstance(impute, Mapping):
        group = impute.get("group")
        if group and group not in texts(raw.get("groups")):
            problems.append(problem("conflict", "impute.group", f"{group!r} is not among groups."))
        if impute.get("method") == "panel" and not raw.get("time"):
            problems.append(
                problem("conflict", "impute.method", "panel needs years.", 'Give time = "COLUMN".')
            )
    if isinstance(normalise, Mapping):
        problems += _check_posts(normalise.get("method"), raw.get("node"))
    return problems + _check_weighing(raw)


def _check_weighing(raw: Options) -> list[Problem]:
    """Weights that the data tell, beside the tree and the mean."""
    step, mean = raw.get("weights"), raw.get("aggregate")
    if not isinstance(step, Mapping) or step.get("method") in (None, "given"):
        return []
    if isinstance(mean, Mapping) and mean.get("scope") == "flat":
        hint = "Give scope hierarchical."
        return [problem("conflict", "weights.method", "does not go with scope flat.", hint)]
    lower, upper = number(step, "lower", 0.0), number(step, "upper", 1.0)
    if step["method"] != "bod":
        return []
    if not 0 <= lower <= upper <= 1:
        hint = "Give shares from 0 to 1, lower not above upper."
        return [problem("conflict", "weights.lower", "and upper are no bounds.", hint)]
    levels, parents = step.get("levels"), [_parent(one) for one in tables(raw, "node")]
    return [
        problem("conflict", f"node {code}", "has a number of parts that the bounds do not fit.",
                f"Its {count} shares of {lower} to {upper} cannot add up to 1.")
        for one in tables(raw, "node")
        if (count := parents.count(code := str(one.get("code"))))
        and (not isinstance(levels, list) or _level(one) in levels)
        and not lower * count <= 1 + 1e-12 <= upper * count + 2e-12
    ]  # fmt: skip


def _check_posts(method: object, nodes: object) -> list[Problem]:
    needed = {
        "goalposts": ("low", "high"), "functional": ("low", "high"),
        "distance_to_target": ("target",),
    }.get(str(method), ())  # fmt: skip
    if not isinstance(nodes, list):
        return []
    return [
        problem("conflict", f"node {node.get('code')}, {key}", f"is missing for {method}.")
        for node in nodes
        for key in needed
        if isinstance(node, Mapping) and node.get("level") == 1 and node.get(key) is None
    ]


def _node(raw: Mapping[str, object]) -> Node:
    return Node(
        str(raw["code"]), _level(raw), _parent(raw),
        int(float_of(raw, "direction") or 1), _weight(raw), str(raw.get("denominator") or ""),
        float_of(raw, "target"), float_of(raw, "low"), float_of(raw, "high"),
    )  # fmt: skip


def _parent(node: Mapping[str, object]) -> str:
    return str(node.get("parent") or "")


def _level(node: Mapping[str, object]) -> int:
    level = node.get("level")
    return level if isinstance(level, int) else 0


def _weight(node: Mapping[str, object]) -> float:
    value = float_of(node, "weight")
    return 1.0 if value is None else value
