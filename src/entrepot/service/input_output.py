"""Input-output models of a case, as a document."""

from pathlib import Path
from typing import Any

import numpy as np

from entrepot.industry.io import Economy, economy, losses
from entrepot.industry.regional import regional
from entrepot.service.io_case import FLOWS, IoCase, read_io
from entrepot.service.model_case import plain

Document = dict[str, Any]


def leontief_of(path: Path, kind: str = FLOWS) -> Document:
    """What sectors need of each other, by a case or a table in a file.

    Args:
        path: JSON of a case; CSV or Excel of a table.
        kind: What the cells of a table are, flows or coefficients.

    Raises:
        InputError: It cannot be used; every cell at fault is named.
        ModelError: The sectors use up all they make.
    """
    return leontief(read_io(path, kind))


def leontief(case: IoCase) -> Document:
    """What sectors need of each other.

    Raises:
        ModelError: The sectors use up all they make.
    """
    found = economy(case.coefficients, case.final_demand, case.base)
    return {
        "sectors": list(case.sectors), "coefficients": case.coefficients.tolist(),
        "inverse": found.inverse.tolist(), "final_demand": found.final_demand.tolist(),
        "output": found.output.tolist(), "residual": found.residual,
        "spectral_radius": found.spectral_radius,
        "backward": plain(found.backward), "forward": plain(found.forward),
        "extraction": _extraction(case, found),
        "regional": None if case.regional_output is None else _regional(case),
    }  # fmt: skip


def _extraction(case: IoCase, found: Economy) -> list[Document]:
    others, whole = losses(found.inverse, found.output), float(found.output.sum())
    rows = [(name, case.sectors.index(name)) for name in case.extract]
    return [
        {"sector": name, "loss": float(others[at] + found.output[at]),
         "loss_others": float(others[at]),
         "loss_share": float(others[at] + found.output[at]) / whole if whole else None}
        for name, at in rows
    ]  # fmt: skip


def _regional(case: IoCase) -> Document:
    assert case.regional_output is not None
    assert case.national_output is not None
    found = regional(case.regional_output, case.national_output, case.delta)
    return {
        "share": found.share, "lambda": found.scale, "slq": plain(found.slq),
        "flq": [plain(row) for row in found.flq],
        "local_share": [plain(row) for row in found.local_share],
        "coefficients": np.asarray(found.coefficients(case.coefficients)).tolist(),
    }  # fmt: skip
