"""Builds of the networks: kept, swapped by rename, and left alone when anything is wrong."""

import json
import os
from base64 import urlsafe_b64encode
from hashlib import sha256
from pathlib import Path

import pytest

from entrepot.corridors.rails import RailTables
from entrepot.kernel.errors import OutsideError
from entrepot.store import networks
from entrepot.store.networks import Networks, build_networks

GRAPH = b"\ngraph=[{1: 112.0, 0: 0.0}, {0: 112.0}]\nnodes=[[0.0, 0.0], [0.0, 1.0]]\n"
CONTENTS = {
    "rail": GRAPH,
    "road": GRAPH,
    "sea": b"node_list={(0, 0): {}, (1, 0): {}}\nedge_list={(0, 0): {(1, 0): {'weight': 1.0}}, "
    b"(1, 0): {(0, 0): {'weight': 1.0}}}",
    "ports": b"node_list={(1, 0): {'port': 'XXABC', 'x': 1.0, 'y': 0.0}}",
    "towns": b'{"1": {"latitude": 0.0, "longitude": 0.5, "countrycode": "AA"}}',
}
TABLES = RailTables([], [], [], [])


@pytest.fixture
def package(tmp_path, monkeypatch) -> Path:
    """An installed package with small networks in place of the world's."""
    site = tmp_path / "site"
    info = site / "tiny-1.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: tiny\nVersion: 1\n")
    record = ""
    for name, content in CONTENTS.items():
        (site / f"tiny_{name}.py").write_bytes(content)
        digest = urlsafe_b64encode(sha256(content).digest()).rstrip(b"=").decode()
        record += f"tiny_{name}.py,sha256={digest},{len(content)}\n"
    (info / "RECORD").write_text(record)
    monkeypatch.syspath_prepend(str(site))
    files = {name: ("tiny", f"tiny_{name}.py") for name in CONTENTS}
    monkeypatch.setattr(networks, "FILES", files)
    return site


@pytest.fixture
def cache(tmp_path, package) -> Path:
    """A folder with one build in use."""
    assert package.is_dir()
    assert build_networks(tmp_path / "cache", {"a": "1"}, lambda: TABLES).is_new
    return tmp_path / "cache"


def refuse() -> RailTables:
    raise AssertionError("nothing is to be built")


def test_a_second_build_has_nothing_to_do(cache):
    again = build_networks(cache, {"a": "1"}, refuse)

    assert not again.is_new
    assert again.networks["rail"] == {"nodes": 2, "edges": 1}
    assert again.key == Networks(cache).key


def test_arrays_are_mapped_from_disk_and_licences_lie_beside_them(cache):
    found = Networks(cache)
    rail = found.physical("rail")

    assert rail.km.tolist() == [112.0, 112.0]
    assert not rail.km.flags.owndata
    assert not rail.km.flags.writeable
    assert found.ports() == {"XXABC": (0.0, 1.0)}
    assert "ODbL" in (cache / found.key / "LICENCES.txt").read_text()


def test_another_table_makes_another_build_and_takes_the_old_one_away(cache):
    old = Networks(cache).key
    new = build_networks(cache, {"a": "2"}, lambda: TABLES)

    assert new.is_new
    assert new.key != old
    assert sorted(path.name for path in cache.iterdir()) == sorted([new.key, "current"])


@pytest.mark.parametrize("name", CONTENTS)
@pytest.mark.parametrize("fault", ["cut", "changed", "gone"])
def test_a_file_that_is_not_as_installed_is_refused_and_the_old_build_stays(
    package, cache, name, fault
):
    path, old = package / f"tiny_{name}.py", Networks(cache).key
    content = path.read_bytes()
    if fault == "gone":
        path.unlink()
    else:
        path.write_bytes(content[:-5] if fault == "cut" else content.replace(b"0", b"1", 1))

    with pytest.raises(OutsideError) as raised:
        build_networks(cache, {"a": "2"}, refuse)
    assert raised.value.problems[0].code in ("networks.changed", "networks.missing")
    assert f"tiny_{name}.py" in raised.value.problems[0].where
    assert Networks(cache).key == old


def test_a_missing_package_is_named(cache, monkeypatch):
    monkeypatch.setattr(networks, "FILES", {"rail": ("no_such_package", "a.py")})

    with pytest.raises(OutsideError, match="no_such_package"):
        build_networks(cache, {}, refuse)
    assert Networks(cache).physical("rail").mode == "rail"


def test_a_file_that_is_no_map_is_refused_though_it_is_as_installed(cache, monkeypatch):
    old = Networks(cache).key
    monkeypatch.setattr(networks, "FILES", networks.FILES | {"road": ("tiny", "tiny_ports.py")})

    with pytest.raises(OutsideError, match="cannot be read"):
        build_networks(cache, {}, lambda: TABLES)
    assert Networks(cache).key == old
    assert not list(cache.glob("*.partial"))


def test_a_damaged_build_is_told_and_made_again(cache):
    folder = cache / Networks(cache).key
    os.truncate(folder / "rail_km.npy", 10)

    with pytest.raises(OutsideError, match="damaged"):
        Networks(cache)
    assert build_networks(cache, {"a": "1"}, lambda: TABLES).is_new
    assert Networks(cache).physical("rail").km.tolist() == [112.0, 112.0]


@pytest.mark.parametrize("text", ["", "{", "[]", json.dumps({"sizes": 3})])
def test_what_a_build_says_of_itself_may_be_broken(cache, text):
    (cache / Networks(cache).key / "meta.json").write_text(text)

    with pytest.raises(OutsideError, match="damaged"):
        Networks(cache)


def test_without_a_build_the_way_to_make_one_is_told(tmp_path):
    with pytest.raises(OutsideError, match="entrepot networks build"):
        Networks(tmp_path)


@pytest.mark.usefixtures("package")
def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(OutsideError, match="cannot be kept"):
        build_networks(tmp_path / "file", {}, lambda: TABLES)


def test_a_build_that_was_replaced_meanwhile_is_told(cache):
    opened = Networks(cache)
    build_networks(cache, {"a": "2"}, lambda: TABLES)

    with pytest.raises(OutsideError, match="replaced"):
        opened.physical("rail")


def test_what_a_killed_build_left_is_swept_away(cache):
    (cache / ".abc.999999999.partial").mkdir()
    build_networks(cache, {"a": "2"}, lambda: TABLES)

    assert not list(cache.glob(".*.partial"))
