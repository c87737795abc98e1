"""A second reading of RCEP 3.5 and 3.7 on flat bills of materials, in fractions and plain loops.

It shares no code with the house: it takes the JSON of a question and gives the verdict, the
value content and the small rest.
"""

from fractions import Fraction
from typing import Any

PARTIES = {"CN", "JP", "VN"}
MINIMAL = {"packing", "sorting", "labelling"}


def judge(case: dict[str, Any], threshold_pct: int) -> dict[str, Any]:
    """The verdict under "CTH or RVC{threshold_pct}"."""
    fob = Fraction(case["good"]["fob"]["amount"])
    heading = case["good"]["hs"][:4]
    foreign, own, still, maybe = Fraction(0), Fraction(0), Fraction(0), Fraction(0)
    all_own = bool(case["materials"])
    for row in case["materials"]:
        value = Fraction(row["value"]["amount"])
        proven = row["origin"] in PARTIES and row["proof"] is not None
        known_foreign = row["origin"] not in PARTIES and row["origin"] is not None
        if proven:
            own += value
            continue
        all_own = False
        net = value - sum(
            (Fraction(d["value"]["amount"]) for d in row["deductions"] if d["evidence"]),
            Fraction(0),
        )
        foreign += net
        if row["hs"][:4] == heading:
            still += value if known_foreign else 0
            maybe += 0 if known_foreign else value
    content = (fob - foreign) / fob
    rest = still / fob
    if all_own:
        return {"verdict": "originating", "content": content, "rest": rest}
    if all(one in MINIMAL for one in case["operations"]):
        return {"verdict": "not_originating", "content": content, "rest": rest}
    changed = "yes" if still + maybe <= fob / 10 else "no" if still > fob / 10 else "open"
    enough = content * 100 >= threshold_pct or own / fob * 100 >= threshold_pct
    verdict = "originating" if changed == "yes" or enough else (
        "undetermined" if changed == "open" else "not_originating"
    )  # fmt: skip
    return {"verdict": verdict, "content": content, "rest": rest}
