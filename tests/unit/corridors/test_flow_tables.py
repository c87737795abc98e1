"""Tables of links and demand: read whole, or every problem by file, row and column."""

import pytest

from entrepot.corridors.assignment import Demand, Link
from entrepot.corridors.flow_tables import read_tables
from entrepot.kernel.errors import InputError

LINKS = "from,to,capacity,free_flow_time,b,power\n"
DEMAND = "from,to,flow\n"


def problems(links: str, demand: str) -> list[str]:
    with pytest.raises(InputError) as raised:
        read_tables(links, demand, links_file="net/L.csv", demand_file="D.csv")
    return [f"{problem.where}: {problem.code}" for problem in raised.value.problems]


def test_rows_become_links_and_demand_with_nodes_as_text() -> None:
    links, demand = read_tables(f"{LINKS}1,02,10,2.5,0.15,4\n", f"{DEMAND}1,02,7\n")

    assert links == [Link("1", "02", 10.0, 2.5, 0.15, 4.0)]
    assert demand == [Demand("1", "02", 7.0)]


def test_a_link_may_say_which_post_or_terminal_it_stands_for() -> None:
    head = LINKS.replace("\n", ",kind,thing\n")
    links, _ = read_tables(f"{head}a,b,1,1,1,1,border,p\nb,c,1,1,1,1,,\n", DEMAND)

    assert [(link.kind, link.thing) for link in links] == [("border", "p"), ("link", "")]


def test_everything_wrong_with_both_tables_is_told_at_once() -> None:
    links = f"{LINKS}a,b,0,-1,x,0.5\n,b,1,1,1\nb,b,1,,1,1\n,c,1,1,1,1\n"
    demand = f"{DEMAND}a,q,1\na,b,-2\na,b,many\n"

    assert problems(links, demand) == [
        "net/L.csv row 3: pack.ragged",
        "net/L.csv row 5, from: pack.missing",
        "net/L.csv row 4, free_flow_time: pack.missing",
        "net/L.csv row 2, b: pack.type",
        "net/L.csv row 2, capacity: assignment.link",
        "net/L.csv row 2, free_flow_time: assignment.link",
        "net/L.csv row 2, power: assignment.link",
        "net/L.csv row 4, to: assignment.link",
        "D.csv row 4, flow: pack.type",
        "D.csv row 2, to: assignment.node",
        "D.csv row 3, flow: assignment.demand",
        "D.csv row 4: assignment.twice",
    ]


def test_a_node_that_no_link_touches_is_told_with_the_nearest() -> None:
    with pytest.raises(InputError, match=r"no link touches 'dulayin'\. Nearest: dulaying\."):
        read_tables(f"{LINKS}dulaying,b,1,1,1,1\n", f"{DEMAND}dulayin,b,1\n")


def test_a_column_that_is_missing_or_unknown_is_told() -> None:
    assert problems("from,to,capacity,fft,b,power\na,b,1,1,1,1\n", DEMAND) == [
        "net/L.csv row 1: pack.column", "net/L.csv row 1: pack.column"
    ]  # fmt: skip


def test_a_table_without_links_is_told() -> None:
    assert problems(LINKS, DEMAND) == ["net/L.csv: assignment.empty"]
