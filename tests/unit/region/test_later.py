"""Tables that wait for their first use are read then, and judged then or by a whole check."""

import pytest

from entrepot.kernel.errors import InputError
from entrepot.region.later import Later
from entrepot.region.pack import read_pack
from entrepot.store import packs

HEAD = "hs_code,words_en,words_zh,note,source,status\n"
GOOD = HEAD + "210390,chilli sauce;chili sauce,辣椒酱,,Own wording,unverified\n"
BAD = HEAD + "21039,chilli sauce,辣椒酱,,Own wording,unverified\n"


def region_with(lexicon: str, later: tuple[str, ...]):
    """The small pack over the world, with another lexicon."""
    folder = packs.read_folder(packs.find_folder("upland"))
    world = {**folder.world, "lexicon.csv": lexicon}
    return read_pack(packs.columns(), world, folder.own, later=later)


def test_rows_are_made_once_at_the_first_use() -> None:
    calls = []
    rows = Later(lambda: calls.append(1) or ())

    assert calls == []
    assert list(rows) == []
    assert len(rows) == 0
    assert rows == ()
    assert calls == [1]


def test_rows_read_later_are_those_read_at_once() -> None:
    now, later = region_with(GOOD, ()).region, region_with(GOOD, ("lexicon",)).region

    assert later.lexicon[0].words_zh == ("辣椒酱",)
    assert later.lexicon[:1] == now.lexicon
    assert later == now


def test_a_fault_is_told_at_the_first_use_or_by_a_whole_check() -> None:
    later = region_with(BAD, ("lexicon",))
    at_once = region_with(BAD, ())

    assert later.problems == ()
    with pytest.raises(InputError) as caught:
        len(later.region.lexicon)
    assert caught.value.problems == at_once.problems
    assert [problem.where for problem in at_once.problems] == ["world/lexicon.csv row 2, hs_code"]
