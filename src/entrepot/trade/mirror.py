"""Mirror reports: what the exporter reports beside what the importer does, and what to believe.

Exports are worth FOB, imports CIF. The step from one to the other is a margin that is named and
is never taken silently. Two reports of a flow agree where they differ by little; a reporter is as
reliable as the share of its trade that agrees.

Source: UN IMTS 2010 Compilers Manual, chapter on mirror statistics; Gehlhar (1996), GTAP Technical
Paper 10, the index of reporter reliability, here without leaving out the worst partner (recalled).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from entrepot.kernel.errors import InputError, Problem
from entrepot.kernel.source import Status

EXPORT, IMPORT = "export", "import"
CIF, FOB = "CIF", "FOB"
DUE: Mapping[str, str] = {EXPORT: FOB, IMPORT: CIF}  # where a report does not tell its basis


@dataclass(frozen=True, slots=True)
class Report:
    """What one side reports of a flow.

    Attributes:
        exporter, importer: Where the goods go from and to.
        product: Code of the goods; empty for all of them.
        flow: export, reported by the exporter, or import, reported by the importer.
        basis: CIF or FOB; empty is as the flow is due.
        value: Value [minor units]; None where a part is unknown.
    """

    exporter: str
    importer: str
    product: str
    flow: str
    basis: str
    value: int | None

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is a report of."""
        return self.exporter, self.importer, self.product

    @property
    def valued(self) -> str:
        """CIF or FOB."""
        return self.basis or DUE[self.flow]


@dataclass(frozen=True, slots=True)
class Step:
    """The step from FOB to CIF.

    Attributes:
        margin: Freight and insurance as a share of the FOB value.
        source: Citation.
        status: How sure it is.
    """

    margin: Fraction
    source: str = ""
    status: Status = "unverified"

    def to_fob(self, value: int | Fraction) -> Fraction:
        """A CIF value as a FOB value.

        Example:
            >>> Step(Fraction(6, 100)).to_fob(106)
            Fraction(100, 1)
        """
        return Fraction(value) / (1 + self.margin)


@dataclass(frozen=True, slots=True)
class Mirrored:
    """Both reports of a flow, FOB [minor units]; None where a side reports nothing known."""

    exporter: str
    importer: str
    product: str
    exported: Fraction | None
    imported: Fraction | None

    @property
    def sides(self) -> str:
        """both, exporter or importer; neither where both reports are unknown."""
        if self.exported is not None and self.imported is not None:
            return "both"
        if self.exported is not None:
            return "exporter"
        return "importer" if self.imported is not None else "neither"

    @property
    def gap(self) -> Fraction | None:
        """How much more the importer reports; unknown where one side does not."""
        if self.exported is None or self.imported is None:
            return None
        return self.imported - self.exported

    def agrees(self, tolerance: Fraction) -> bool | None:
        """Whether both reports differ by a share of the importer's at most."""
        if self.gap is None or self.imported is None:
            return None
        return abs(self.gap) <= tolerance * self.imported


@dataclass(frozen=True, slots=True)
class Reliability:
    """Share of a reporter's mirrored trade that agrees; None where none is mirrored."""

    as_exporter: Fraction | None
    as_importer: Fraction | None


def mirror(reports: Iterable[Report], step: Step | None) -> list[Mirrored]:
    """Put the two reports of each flow beside each other, both FOB.

    Args:
        reports: One or more a side; those of a side are added up.
        step: From FOB to CIF; None where every report has one basis.

    Raises:
        InputError: `trade.valuation`: values CIF stand beside values FOB without a step.
    """
    told = list(reports)
    if step is None and len({one.valued for one in told}) > 1:
        raise InputError(_no_step(told))
    sides: dict[tuple[str, str, str], dict[str, list[Fraction | None]]] = {}
    for one in told:
        sides.setdefault(one.key, {}).setdefault(one.flow, []).append(_as_fob(one, step))
    return [
        Mirrored(*key, _sum(found.get(EXPORT)), _sum(found.get(IMPORT)))
        for key, found in sorted(sides.items())
    ]


def _as_fob(one: Report, step: Step | None) -> Fraction | None:
    if one.value is None:
        return None
    return step.to_fob(one.value) if step and one.valued == CIF else Fraction(one.value)


def _sum(parts: Sequence[Fraction | None] | None) -> Fraction | None:
    """A sum, unknown where nothing was reported or a part is unknown."""
    known = [one for one in parts or () if one is not None]
    return sum(known, Fraction(0)) if parts and len(known) == len(parts) else None


def reliability(flows: Iterable[Mirrored], tolerance: Fraction) -> dict[str, Reliability]:
    """How reliable each reporter is, by the importers' values of its mirrored trade.

    Args:
        flows: Both reports of each flow.
        tolerance: Most that two reports may differ, as a share of the importer's.
    """
    both = [one for one in flows if one.sides == "both"]
    names = sorted({name for one in both for name in (one.exporter, one.importer)})
    return {
        name: Reliability(
            _share([one for one in both if one.exporter == name], tolerance),
            _share([one for one in both if one.importer == name], tolerance),
        )
        for name in names
    }


def _share(flows: Iterable[Mirrored], tolerance: Fraction) -> Fraction | None:
    whole = agreeing = Fraction(0)
    for one in flows:
        assert one.imported is not None
        whole += one.imported
        agreeing += one.imported if one.agrees(tolerance) else 0
    return agreeing / whole if whole else None


def reconcile(one: Mirrored, found: Mapping[str, Reliability]) -> Fraction | None:
    """The value to believe, FOB: both reports weighted by who reports them.

    The exporter's report weighs as the exporter is reliable, the importer's as the importer is;
    where neither is, both weigh the same. Of a flow that one side reports, that report stands.
    """
    if one.exported is None or one.imported is None:
        return one.exported if one.imported is None else one.imported
    by_exporter = found[one.exporter].as_exporter or Fraction(0)
    by_importer = found[one.importer].as_importer or Fraction(0)
    if not by_exporter + by_importer:
        by_exporter = by_importer = Fraction(1)
    weighted = by_exporter * one.exported + by_importer * one.imported
    return weighted / (by_exporter + by_importer)


def _no_step(told: Sequence[Report]) -> Iterator[Problem]:
    for flow in (EXPORT, IMPORT):
        for basis in sorted({one.valued for one in told if one.flow == flow}):
            count = sum(one.flow == flow and one.valued == basis for one in told)
            yield Problem(
                "trade.valuation", flow, f"{count} reports are {basis}, others are not.",
                "Name the margin from FOB to CIF, with its source.",
                message_zh=f"{count}条记录为{basis}价，其余不是；须给出CIF/FOB差率及来源。",
            )  # fmt: skip
