"""Laws of a time release study: parts sum to the whole, and percentiles are those of numpy."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entrepot.region.window import EventCode
from entrepot.window.trs import Case, Stamp, cases_of, hide_small, study

PARTIES = ("transport", "port", "port", "port", "trader", "agency", "agency", "trader", "trader",
           "agency", "agency", "agency", "agency", "trader", "agency", "port")  # fmt: skip
CODES = [
    EventCode(
        note="", source="a test", status="synthetic", code=f"T{number}", flow="import",
        label_en="", label_zh="", party="", time_counts_for=party,
    )
    for number, party in enumerate(PARTIES)
]  # fmt: skip
START = datetime(2026, 3, 10, 8, tzinfo=UTC)
STAMPS = st.lists(
    st.builds(
        lambda name, code, seconds: Stamp(
            name, "import", f"T{code}", START + timedelta(seconds=seconds)
        ),
        st.sampled_from(["A", "B", "C"]),
        st.integers(0, 15),
        st.floats(-1e5, 1e6, allow_nan=False),
    ),
    max_size=60,
)
SECONDS = st.lists(st.integers(0, 10**7), min_size=1, max_size=50)


def case(seconds: int) -> Case:
    return Case("A", "import", seconds, {"agency": seconds}, is_precleared=False)


@given(STAMPS)
@settings(max_examples=300)
def test_the_parts_of_every_case_sum_to_the_whole_to_the_second(stamps: list[Stamp]) -> None:
    cases, excluded = cases_of(stamps, CODES)

    for one in cases:
        assert sum(one.parts.values()) == one.seconds >= 0
        assert all(seconds > 0 for seconds in one.parts.values())
    found = study(cases, excluded)
    assert sum(found.parts.values()) == found.total_s
    assert len(cases) + len(excluded) == len({stamp.declaration for stamp in stamps})


@given(st.permutations(range(12)), st.lists(st.integers(0, 9000), min_size=12, max_size=12))
def test_the_order_of_the_file_does_not_matter(order: list[int], seconds: list[int]) -> None:
    stamps = [
        Stamp("A", "import", f"T{code}", START + timedelta(seconds=s))
        for code, s in zip([1, 14, 4, 5, 6, 7, 7, 8, 9, 10, 12, 13], seconds, strict=True)
    ]

    assert cases_of([stamps[place] for place in order], CODES) == cases_of(stamps, CODES)


@given(SECONDS)
def test_percentiles_are_the_linear_ones_of_numpy(seconds: list[int]) -> None:
    found = study(map(case, seconds))
    hours = np.array(seconds) / 3600

    for name, share in (("p10_h", 10), ("median_h", 50), ("p90_h", 90)):
        assert getattr(found, name) == pytest.approx(np.percentile(hours, share), rel=1e-9)
    assert found.mean_h == pytest.approx(hours.mean(), rel=1e-9)
    cut = len(seconds) // 10
    middle = np.sort(hours)[cut : len(seconds) - cut]
    assert found.trimmed_mean_h == pytest.approx(middle.mean(), rel=1e-9)


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 12)), st.integers(1, 8))
def test_what_is_hidden_is_none_or_enough_to_hide_in(sizes: dict[str, int], smallest: int) -> None:
    groups = {name: study([case(60)] * n) for name, n in sizes.items()}
    seen = hide_small(groups, smallest)
    hidden = sum(sizes[name] for name, one in seen.items() if one is None)

    assert all(one is None or one.n >= smallest for one in seen.values())
    assert hidden == 0 or hidden >= smallest or hidden == sum(sizes.values())
