"""The risk rules, channels and time stamps of the packs are those that the code knows."""

import pytest

from entrepot.region.model import Region
from entrepot.store import packs
from entrepot.window.risk import CHANNELS, compile_rules, rank_of
from entrepot.window.risk_checks import check_proposal
from entrepot.window.risk_rules import FLOWS, rule_of
from entrepot.window.trs import ASKED, CLOCKS


@pytest.fixture(scope="module")
def region() -> Region:
    """The default region over the world."""
    found = packs.read_region(packs.read_folder(packs.find_folder(""))).region
    assert found is not None
    return found


def test_every_rule_of_the_pack_passes_its_tests_and_may_be_proposed(region) -> None:
    agencies = [row.agency for row in region.agencies]
    rules = [rule_of(row) for row in region.risk_rules]

    assert len(rules) >= 25
    assert [str(p) for one in rules for p in check_proposal(one, agencies=agencies)] == []
    assert len(compile_rules(rules).rules) == len(rules)


def test_the_channels_rank_as_the_table_says(region) -> None:
    assert {row.channel: row.rank for row in region.channels} == {
        channel: rank_of(channel) for channel in CHANNELS
    }


def test_the_flows_are_those_of_the_codes(region) -> None:
    assert set(FLOWS) == {row.code for row in region.codes if row.list == "flow"}


def test_the_stamps_of_the_clocks_are_event_codes_of_their_flow(region) -> None:
    flows = {row.code: row.flow for row in region.event_codes}

    for flow, clock in CLOCKS.items():
        assert {flows[code] for code in (clock.start, clock.end, clock.accepted)} == {flow}
    assert ASKED in flows
