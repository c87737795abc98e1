"""Reading a pack: a sound one gives a region, a broken one every problem and no region."""

from datetime import date
from decimal import Decimal

import pytest

from entrepot.region.pack import pack_version, read_pack

# file, what it holds, what a mistake makes of it, the code and the place in the file
FAULTS = [
    ("region.toml", 'home = "mill"', 'home = "milll"', "pack.reference", ", home"),
    ("region.toml", 'name = "Hill"\n', "", "pack.missing", ", name"),
    ("region.toml", 'country = "XA"', 'country = "Hill"', "pack.type", ", country"),
    ("region.toml", "centre = [1, 2.5]", "centre = [1]", "pack.type", ", centre"),
    ("region.toml", "levels =", "level =", "pack.key", ", level"),
    ("region.toml", 'id = "hill"', "id = hill", "pack.toml", ""),
    ("links.csv", "mode,km", "mode,length", "pack.column", "row 1"),
    ("links.csv", "from_place,", "note,", "pack.column", "row 1"),
    ("links.csv", "mode,km", "km,km", "pack.column", "row 1"),
    ("links.csv", "rail,60,", "rail,far,", "pack.type", "row 2, km"),
    ("links.csv", "rail,60,", "rail,nan,", "pack.type", "row 2, km"),
    ("links.csv", "rail,60,", "rail,1_000,", "pack.type", "row 2, km"),
    ("links.csv", "rail,60,", 'rail,"1,200",', "pack.type", "row 2, km"),
    ("links.csv", "rail,60,", "rail,60 km,", "pack.unit", "row 2, km"),
    ("links.csv", "rail,60,", "rail,60000,", "pack.unit", "row 2, km"),
    ("links.csv", "rail,60,", "rail,６０,", "pack.fullwidth", "row 2, km"),
    ("links.csv", "rail,60,", "train,60,", "pack.choice", "row 2, mode"),
    ("links.csv", "rail,60,", "rail,60,x,", "pack.ragged", "row 2"),
    ("links.csv", "l2,over", "l1,over", "pack.duplicate", "row 3, id"),
    ("links.csv", "l2,over", "l 2,over", "pack.form", "row 3, id"),
    ("links.csv", "l2,over", ",over", "pack.missing", "row 3, id"),
    ("links.csv", "mill,post", "mill,mill", "pack.order", "row 2, from_place"),
    ("links.csv", "mill,post", "mill,pots", "pack.reference", "row 2, to_place"),
    ("links.csv", "2030-01-01", "2020-01-01", "pack.order", "row 2, valid_from"),
    ("links.csv", "2030-01-01", "1.1.2030", "pack.type", "row 2, valid_to"),
    ("links.csv", "2030-01-01", "2030-02-30", "pack.type", "row 2, valid_to"),
    ("links.csv", "a book,published\nl2", "a book,sure\nl2", "pack.choice", "row 2, status"),
    ("links.csv", "a book,published\nl2", ",published\nl2", "pack.missing", "row 2, source"),
    ("links.csv", "id,from", "\ufeffid,from", "pack.encoding", ""),
    ("links.csv", "l2,", "l\ufffd2,", "pack.encoding", "line 3"),
    ("links.csv", "l2,over", 'l2,"over', "pack.csv", "line 3"),
    ("terminals.csv", "1435;1520", "1435|1520", "pack.type", "row 2, gauges_mm"),
    ("terminals.csv", "1435;1520", "1435;15200", "pack.unit", "row 2, gauges_mm"),
    ("terminals.csv", "1435;1520", "1435;;1520", "pack.type", "row 2, gauges_mm"),
    ("terminals.csv", "1520,no", "1520,0", "pack.type", "row 2, is_liner_hub"),
    ("terminals.csv", "far_port,sea", "farport,sea", "pack.reference", "row 3, place"),
    ("places.csv", "hill,1.1", "hill,91", "pack.unit", "row 3, lat"),
    ("places.csv", "XA,hill", "XA,mill", "pack.order", "row 3, parent"),
    ("places.csv", "2.2,1000", "2.2,1000.5", "pack.type", "row 4, population"),
    ("borders.csv", "8,30", "30,8", "pack.order", "row 2, p50_h"),
    ("services.csv", "post;over", "post;ovr", "pack.reference", "row 2, via"),
    ("services.csv", "USD/FEU", "USD", "pack.unit", "row 2, price_unit"),
    ("rates.csv", "all_xb", "all_xc", "pack.reference", "row 2, from_area"),
    ("rates.csv", "1,2,3", "4,2,3", "pack.order", "row 2, low"),
    ("rates.csv", "1,2,3", "1,,3", "pack.missing", "row 2, mid"),
    ("measures.csv", "5 %,2026-01-01,2027", "5 %,2026-01-01,2028", "pack.overlap",
     "row 3, valid_from"),
    ("measures.csv", "m3,XA,mfn,MFN,4011,XB;XC", "m3,XA,mfn,MFN,4011,", "pack.overlap",
     "row 4, valid_from"),
    ("vat.csv", "XA,vat,,19.0,2020-01-01,", "XA,vat,,19.0,,2021-01-01,a book,published\n"
     "XA,vat,,18,2020-01-01,", "pack.overlap", "row 3, valid_from"),
    ("refunds.csv", "XA,401120,13,9", "XA,401120,13,8,,2021-01-01,a book,published\n"
     "XA,401120,13,9", "pack.overlap", "row 3, valid_from"),
    ("refunds.csv", "13,9", "13,130", "pack.unit", "row 2, refund_pct"),
    ("targets.csv", "million,2030", "million,30", "pack.range", "row 2, target_year"),
]  # fmt: skip


def broken(own, *faults):
    """The pack with some of FAULTS planted in it."""
    for file, before, after, _, _ in faults:
        assert before in own[file]
        own = {**own, file: own[file].replace(before, after, 1)}
    return own


def named(fault):
    """Code and place of the problem a fault must give."""
    file, _, _, code, tail = fault
    return code, f"{file}{tail if tail.startswith(',') else ' ' + tail}".rstrip()


def test_a_sound_pack_gives_a_region(columns, world, own):
    reading = read_pack(columns, world, own)

    assert reading.problems == ()
    assert reading.region is not None
    assert reading.region.levels == ("land", "shire", "town")
    assert reading.region.centre == (1, 2.5)
    assert set(reading.region.places) == {"hill", "west", "mill", "post", "over", "far_port", "hub"}
    assert reading.rows["places"] == 5


def test_cells_become_values_of_their_type(columns, world, own):
    region = read_pack(columns, world, own).region

    assert region.places["hill"].parent is None
    assert region.places["post"].population is None
    assert region.places["hub"].name_zh == ""
    assert region.links[0].valid_from == date(2020, 1, 1)
    assert region.links[0].use == "leg"
    assert region.links[0].gauge_mm is None
    assert region.terminals[0].gauges_mm == (1435, 1520)
    assert region.terminals[1].gauges_mm == ()
    assert region.terminals[1].is_liner_hub is True
    assert region.services[-1].via == ("post", "over")
    assert region.vat[0].rate_pct == Decimal("19.0")
    assert region.rates[0].to_area == "*"


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault[3]}-{fault[2][:24]!r}")
def test_a_planted_fault_is_named_and_no_region_made(columns, world, own, fault):
    reading = read_pack(columns, world, broken(own, fault))

    assert named(fault) in {(p.code, p.where) for p in reading.problems}
    assert reading.region is None


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault[3]}-{fault[2][:24]!r}")
def test_every_problem_says_what_is_wrong(columns, world, own, fault):
    for problem in read_pack(columns, world, broken(own, fault)).problems:
        assert problem.message.endswith(".")
        assert problem.hint == "" or problem.hint[-1] in ".)]"


def test_ten_faults_in_one_pack_are_all_named_at_once(columns, world, own):
    mistakes = [
        'home = "milll"', "rail,far,", "l1,over", "mill,pots", "1435|1520", "hill,91",
        "30,8", "USD", "4,2,3", "5 %,2026-01-01,2028",
    ]  # fmt: skip
    planted = [next(f for f in FAULTS if f[2] == mistake) for mistake in mistakes]

    found = {(p.code, p.where) for p in read_pack(columns, world, broken(own, *planted)).problems}

    assert len(planted) == 10
    assert {named(fault) for fault in planted} <= found


def test_a_fault_in_the_world_is_told_apart_by_its_folder(columns, world, own):
    world["services.csv"] = world["services.csv"].replace("hub,sea", "hob,sea")

    (problem,) = read_pack(columns, world, own).problems

    assert str(problem) == (
        "world/services.csv row 2, to_place: there is no place 'hob'. Nearest: hub. "
        "[pack.reference]"
    )


def test_a_full_width_number_is_shown_in_half_width(columns, world, own):
    own["links.csv"] = own["links.csv"].replace("rail,60,", "rail,６０．５,")

    (problem,) = read_pack(columns, world, own).problems

    assert problem.hint == "Write 60.5."


def test_the_row_of_the_region_wins_over_the_world(columns, world, own):
    own["services.csv"] += "s1,Own liner,far_port,,hub,sea,3,800,USD/FEU,a book,published\n"

    services = {s.id: s for s in read_pack(columns, world, own).region.services}

    assert services["s1"].name == "Own liner"
    assert len(services) == 2


def test_a_world_row_that_the_region_restates_is_not_checked_for_references(columns, world, own):
    world["services.csv"] = world["services.csv"].replace("hub,sea", "gone,sea")
    own["services.csv"] += "s1,Own liner,far_port,,hub,sea,3,800,USD/FEU,a book,published\n"

    assert read_pack(columns, world, own).problems == ()


def test_the_world_alone_checks_out_and_makes_no_region(columns, world):
    reading = read_pack(columns, world, None)

    assert reading.region is None
    assert reading.problems == ()
    assert reading.rows == {"places": 2, "areas": 1, "services": 1}


def test_an_unknown_file_is_named_with_the_nearest_known_one(columns, world, own):
    own["link.csv"] = own.pop("links.csv")
    own["README.md"] = "words about the pack"

    (problem,) = read_pack(columns, world, own).problems

    assert (problem.code, problem.where) == ("pack.file", "link.csv")
    assert "links.csv" in problem.hint


def test_a_pack_without_settings_is_refused(columns, world, own):
    del own["region.toml"]

    reading = read_pack(columns, world, own)

    assert [p.where for p in reading.problems] == ["region.toml"]


def test_blank_rows_are_passed_over_and_still_counted_as_rows(columns, world, own):
    own["links.csv"] = own["links.csv"].replace("l2,over", "\n,,,,,,,,\nl2,ovre")

    (problem,) = read_pack(columns, world, own).problems

    assert problem.where == "links.csv row 5, from_place"


def test_an_empty_file_has_no_header(columns, world, own):
    own["goods.csv"] = ""

    (problem,) = read_pack(columns, world, own).problems

    assert (problem.code, problem.where) == ("pack.missing", "goods.csv")


def test_the_same_origins_in_another_order_overlap(columns, world, own):
    own["measures.csv"] += "m4,XA,mfn,MFN,4011,XC;XB,2 %,2026-06-01,,a book,published\n"

    (problem,) = read_pack(columns, world, own).problems

    assert (problem.code, problem.where) == ("pack.overlap", "measures.csv row 5, valid_from")
    assert "measures.csv row 4" in problem.hint


def test_the_version_is_the_same_for_the_same_texts_in_any_order(world, own):
    turned = dict(reversed(own.items()))

    assert pack_version(world, turned) == pack_version(world, own)
    assert len(pack_version(world, own)) == 12


def test_the_version_changes_with_any_text(world, own):
    changed = {**own, "README.md": "a word"}

    assert pack_version(world, changed) != pack_version(world, own)
    assert pack_version({**world, "goods.csv": "id"}, own) != pack_version(world, own)


def test_problems_come_in_the_order_of_files_and_rows(columns, world, own):
    head, _, _ = own["links.csv"].partition("\n")
    rows = [f"k{n},mill,post,rail,far,,,a book,published" for n in range(12)]
    own["links.csv"] = "\n".join([head, *rows])

    where = [p.where for p in read_pack(columns, world, own).problems]

    assert where == [f"links.csv row {n}, km" for n in range(2, 14)]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_file_that_is_not_separated_by_commas_is_one_problem(columns, world, own, separator):
    own["links.csv"] = own["links.csv"].replace(",", separator)

    (problem,) = read_pack(columns, world, own).problems

    assert (problem.code, problem.where) == ("pack.csv", "links.csv row 1")


def test_many_rows_of_one_kind_on_the_same_days_are_each_named_once(columns, world, own):
    rows = [f"n{n},XA,mfn,MFN,0902,,5 %,,,a book,published\n" for n in range(50)]
    own["measures.csv"] += "".join(rows)

    problems = read_pack(columns, world, own).problems

    assert len({p.where for p in problems}) == len(problems) == 49
