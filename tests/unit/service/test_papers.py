"""The papers a way needs: by its modes, the goods, and whether it meets a customs border."""

from types import SimpleNamespace

import pytest

from entrepot.service.quotes import papers_of


def paper(id: str, when: str, *, modes=(), hs_codes=()) -> SimpleNamespace:
    return SimpleNamespace(id=id, when=when, modes=modes, regimes=(), hs_codes=hs_codes)


REGION = SimpleNamespace(
    borders=(),
    papers=(
        paper("invoice", "always"),
        paper("export_declaration", "export"),
        paper("import_declaration", "import"),
        paper("battery_test", "export", hs_codes=("850760",)),
        paper("origin", "preference"),
        paper("road_note", "transport", modes=("road",)),
        paper("air_waybill", "transport", modes=("air",)),
    ),
)
ROUTE = SimpleNamespace(border_posts=(), modes=("road",))
LANDED = SimpleNamespace(duties=())


@pytest.mark.parametrize(
    ("hs_code", "inside", "expected"),
    [
        ("401120", False, ["invoice", "export_declaration", "import_declaration", "road_note"]),
        ("401120", True, ["invoice", "road_note"]),
        ("850760", True, ["invoice", "battery_test", "road_note"]),
    ],
)
def test_goods_that_meet_no_customs_border_need_no_declaration(
    hs_code: str, inside: bool, expected: list[str]
) -> None:
    papers = papers_of(REGION, ROUTE, LANDED, hs_code, inside=inside)

    assert [paper.id for paper in papers] == expected
