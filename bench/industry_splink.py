"""Splink beside the register of firms: the same spoilt firms and strangers, linked at once."""

import logging
import time
import warnings
from collections.abc import Sequence
from typing import Any

from entrepot.industry.names import plain_name
from entrepot.industry.register import Firm

LIKELY = 0.5


def linked(
    firms: Sequence[Firm], asked: Sequence[Firm], ids: Sequence[str | None]
) -> dict[str, Any] | None:
    """How many are found, and how many of the found are true; None where it is not installed.

    Args:
        firms: The register.
        asked: Firms as somebody else wrote them.
        ids: Which each of them is; None is a stranger.
    """
    try:
        found, spent = _matches(firms, asked)
    except ImportError:
        return None
    true = sum(ids[at] == id_ for at, id_ in found.items())
    known = sum(id_ is not None for id_ in ids)
    return {"name": "splink", "recall": round(true / known, 4),
            "precision": round(true / max(1, len(found)), 4),
            "all_at_once_s": round(spent, 1)}  # fmt: skip


def _matches(firms: Sequence[Firm], asked: Sequence[Firm]) -> tuple[dict[int, str], float]:
    """The likeliest firm of each that is asked, where one is likely, and the time it took [s]."""
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.getLogger("splink").setLevel(logging.ERROR)
    warnings.simplefilter("ignore")
    settings = SettingsCreator(
        link_type="link_only", unique_id_column_name="id",
        blocking_rules_to_generate_predictions=[
            block_on("code"), block_on("address"), block_on("head")],
        comparisons=[cl.JaroWinklerAtThresholds("name", [0.95, 0.85, 0.7]),
                     cl.ExactMatch("code"), cl.ExactMatch("address")],
    )  # fmt: skip
    at = time.perf_counter()
    linker = Linker([_table(firms), _table(asked)], settings, db_api=DuckDBAPI())
    linker.training.estimate_probability_two_random_records_match([block_on("code")], recall=0.4)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in ("code", "address"):
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(rule))
    rows = linker.inference.predict(threshold_match_probability=LIKELY).as_record_dict()
    best: dict[int, tuple[float, str]] = {}
    for row in rows:
        ends = {row["source_dataset_l"]: row["id_l"], row["source_dataset_r"]: row["id_r"]}
        firm, one = (ends[name] for name in sorted(ends))
        place, likely = int(one), row["match_probability"]
        best[place] = max(best.get(place, (0.0, "")), (likely, firm))
    return {place: firm for place, (_, firm) in best.items()}, time.perf_counter() - at


def _table(firms: Sequence[Firm]) -> Any:
    """Firms as splink takes them; what is not told is unknown."""
    import pandas as pd

    names = [plain_name(one.names[0]) for one in firms]
    return pd.DataFrame({
        "id": [one.id or str(place) for place, one in enumerate(firms)], "name": names,
        "head": [name[:2] for name in names],
        "code": [one.code or None for one in firms],
        "address": [one.address or None for one in firms],
    })  # fmt: skip
