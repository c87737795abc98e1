"""A case as a programme: a column a possible start, rows for the rules, and what is wanted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from entrepot.plan.case import BOOSTS, OVERLAPS, Case, Starts
from entrepot.plan.rules import Row, Rule
from entrepot.plan.solver import ENDLESS, Floats, Programme, whole_row

_SIGNS = {BOOSTS: 1.0, OVERLAPS: -1.0}
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Model:
    """A programme and what its columns mean.

    Attributes:
        columns: Of each project by its start.
        together: Of each pair that boosts or overlaps: its column, and what it brings.
    """

    case: Case
    programme: Programme
    columns: Mapping[str, Mapping[int, int]]
    together: Mapping[int, float]

    def chosen(self, name: str) -> list[int]:
        """Columns of one project; their sum is 1 where it is chosen."""
        return list(self.columns[name].values())

    def add_row(self, row: Row) -> None:
        """A rule's row."""
        terms = {
            self.columns[name][start]: float(amount) for (name, start), amount in row.terms.items()
        }
        low = -ENDLESS if row.low is None else float(row.low)
        high = ENDLESS if row.high is None else float(row.high)
        self.programme.row(terms, low=low, high=high)

    def choose(self, name: str) -> None:
        """Ask for a project."""
        self.programme.row(whole_row(self.chosen(name)), low=1.0)

    def forbid(self, starts: Starts) -> None:
        """Leave out one plan."""
        plan = self.start_from(starts)
        taken = [at for at, value in plan.items() if value]
        terms = {at: 1.0 if value else -1.0 for at, value in plan.items()}
        self.programme.row(terms, high=len(taken) - 1.0)

    def value_terms(self, benefit: Mapping[str, float]) -> dict[int, float]:
        """What plans bring under the benefits of one scenario."""
        terms = {
            at: benefit[project.id] * self.case.discount(start + project.duration)
            for project in self.case.projects
            for start, at in self.columns[project.id].items()
        }
        return terms | dict(self.together)

    def want(self, terms: Mapping[int, float]) -> None:
        """Make terms as large as can be."""
        for at, worth in terms.items():
            self.programme.worth[at] = worth

    def mean_terms(self) -> dict[int, float]:
        """The mean over scenarios."""
        mean: dict[int, float] = {}
        for one, benefit in self.case.outcomes():
            for at, worth in self.value_terms(benefit).items():
                mean[at] = mean.get(at, 0.0) + one.probability * worth
        return mean

    def tail_terms(self) -> dict[int, float]:
        """The mean of the worst outcomes, as terms that are it where they are as large as can be.

        Source:
            Rockafellar and Uryasev 2000, Optimization of conditional value-at-risk.
        """
        outcomes = [(one, self.value_terms(benefit)) for one, benefit in self.case.outcomes()]
        most = 1 + max(sum(map(abs, terms.values())) for _, terms in outcomes)
        edge = self.programme.column(low=-most, high=most)
        tail = {edge: 1.0}
        for one, terms in outcomes:
            short = self.programme.column(high=2 * most)
            tail[short] = -one.probability / (1 - self.case.risk.level)
            self.programme.row({**terms, short: 1.0, edge: -1.0}, low=0.0)
        return tail

    def worth_terms(self) -> dict[int, float]:
        """The mean over scenarios, and the mean of the worst by the weight of risk."""
        weight = self.case.risk.weight
        worth = {at: (1 - weight) * one for at, one in self.mean_terms().items()}
        for at, one in (self.tail_terms() if weight else {}).items():
            worth[at] = worth.get(at, 0.0) + weight * one
        return worth

    def start_from(self, starts: Starts) -> dict[int, float]:
        """Columns of a plan."""
        return {
            at: float(starts[name] == start)
            for name, own in self.columns.items()
            for start, at in own.items()
        }

    def starts(self, values: Floats) -> dict[str, int | None]:
        """The plan that columns tell."""
        return {
            name: next((start for start, at in own.items() if values[at] > _HALF), None)
            for name, own in self.columns.items()
        }


def model_of(case: Case, rules: Iterable[Rule]) -> Model:
    """A case under some rules; what is wanted comes later."""
    programme, together = Programme(), dict[int, float]()
    columns = {
        project.id: {start: programme.column(is_whole=True) for start in case.starts_of(project)}
        for project in case.projects
    }
    programme.column(high=0.0, is_whole=True)  # the solver needs one
    model = Model(case, programme, columns, together)
    for project in case.projects:
        programme.row(whole_row(model.chosen(project.id)), high=1.0)
    for one in case.relations:
        if one.kind in _SIGNS:
            together[programme.column()] = _SIGNS[one.kind] * one.value
            _tie(model, one.projects)
    for rule in rules:
        for row in rule.rows:
            model.add_row(row)
    return model


def _tie(model: Model, pair: tuple[str, ...]) -> None:
    """The last column is 1 where all of a pair are chosen, and else 0."""
    programme = model.programme
    both = len(programme.worth) - 1
    for name in pair:
        programme.row(whole_row(model.chosen(name), -1.0) | {both: 1.0}, high=0.0)
    all_of = [at for name in pair for at in model.chosen(name)]
    programme.row(whole_row(all_of, -1.0) | {both: 1.0}, low=1.0 - len(pair))
