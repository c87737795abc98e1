"""The desk: the loaded region and everything a question is answered from, made once."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

from entrepot.corridors import labels
from entrepot.corridors.ground import lay
from entrepot.corridors.memory import Memory
from entrepot.corridors.network import Network, build_network, last_change
from entrepot.corridors.sea import SeaGraph
from entrepot.corridors.survey import Survey
from entrepot.kernel.errors import InputError, Problem
from entrepot.region.gazetteer import Gazetteer
from entrepot.region.model import Region
from entrepot.service.request import Known
from entrepot.service.routes import GC_AFTER
from entrepot.service.timetables import Schedule
from entrepot.service.track_lines import TrackLines
from entrepot.service.window import Window
from entrepot.store import hscodes, packs
from entrepot.store.db import Database, open_database
from entrepot.store.exchange import ExchangeRates, load_rates
from entrepot.store.home import Home, open_home
from entrepot.store.kernels import use_kernels
from entrepot.store.reference import open_reference
from entrepot.store.sealanes import load_sea
from entrepot.store.surveys import load_survey
from entrepot.tariff.law import Law
from entrepot.tariff.nomenclature import Nomenclature

_KEPT_NETWORKS = 4
SWITCH_S = 0.0005  # after which a thread lets another one run [s]; measured with eight clients


@dataclass
class Desk:
    """What the functions of this room work with.

    Attributes:
        home: Data folder and settings.
        database: Where quotes are kept.
        region: The loaded region.
        problems: Problems of the pack on disk, when an older loaded one serves instead.
        folder: Folder of the pack.
        checks: What checks of the built networks came to, by the build.
        turn: One question is worked on at a time. The interpreter runs one thread at a time,
            so more would only make each other late.
    """

    home: Home
    database: Database
    region: Region
    problems: tuple[Problem, ...] = ()
    folder: Path = Path()
    _networks: dict[date, Network] = field(default_factory=dict)
    _since: dict[date, date] = field(default_factory=dict)
    checks: Memory[str, dict[str, Any]] = field(default_factory=lambda: Memory(2))
    turn: Lock = field(default_factory=Lock)
    _building: Lock = field(default_factory=Lock)

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """Places by name."""
        return Gazetteer(self.region.places.values())

    @cached_property
    def schedule(self) -> Schedule:
        """Services with their timetable."""
        return Schedule(self.region)

    @cached_property
    def nomenclature(self) -> Nomenclature:
        """The HS by code and words."""
        return Nomenclature(hscodes.load_hs(), self.region.goods)

    @cached_property
    def law(self) -> Law:
        """Markets, measures, taxes, refunds and trade terms."""
        return Law.of(self.region)

    @cached_property
    def exchange(self) -> ExchangeRates:
        """Reference rates of exchange."""
        return load_rates()

    @cached_property
    def sea(self) -> SeaGraph:
        """Shipping lanes."""
        return load_sea(self.home.folder)

    @cached_property
    def survey(self) -> Survey:
        """What the networks say of the region; without a key where none are built."""
        return load_survey(self.home.folder / "networks", self.region) or Survey()

    @cached_property
    def ground(self) -> Region:
        """The region with its survey laid over it."""
        return lay(self.region, self.survey)

    @cached_property
    def window(self) -> Window:
        """The single window of this region, over the same database."""
        return Window(self.home, self.database, open_reference(str(self.folder)))

    @cached_property
    def tracks(self) -> TrackLines:
        """Lines of trains and trucks along the built networks."""
        return TrackLines(self.home.folder / "networks")

    @property
    def known(self) -> Known:
        """What the words of a request are checked against."""
        return Known(
            self.gazetteer,
            self.nomenclature,
            self.exchange.currencies,
            self.law.book.regimes,
            self.region.payloads,
            self.network,
        )

    def network(self, on: date) -> Network:
        """The overlay as it stands on a day; days between two changes share one."""
        with self._building:
            if on not in self._since:
                self._since[on] = last_change(self.ground, on)
            since = self._since[on]
            if since not in self._networks:
                use_kernels(self.home.folder)
                while len(self._networks) >= _KEPT_NETWORKS:
                    self._networks.pop(next(iter(self._networks)))
                other = next(iter(self._networks.values()), None)
                sea = self.sea if other is None else other.sea  # the same on any day
                self._networks[since] = build_network(
                    self.ground, sea, on=on, drives=self.survey.drives_km
                )
            return self._networks[since]

    def warm_up(self, on: date) -> None:
        """Build what the first question would wait for."""
        labels.warm_up()
        self.network(on)
        self.nomenclature.search("warm")
        if not self.problems:
            self.window.warm_up()
        settle()


def settle() -> None:
    """Set the interpreter up to serve several threads from what it has built by now."""
    # What was built stays for good: the collector need not walk it again and again.
    gc.collect()
    gc.freeze()
    # A filing makes some ten thousand small things and hardly a circle among them.
    gc.set_threshold(GC_AFTER)
    # Whom the database answered goes on soon, and does not wait until another thread, which
    # has work for the processor, used up its five milliseconds.
    sys.setswitchinterval(SWITCH_S)


@contextmanager
def open_desk(region: str | None = None, *, connections: int = 16) -> Iterator[Desk]:
    """Reach the database, load the pack, and hold the desk open.

    A pack with problems is not loaded: the one in use stays, and the desk tells the problems.

    Args:
        region: Id or path of a pack; None takes `ENTREPOT_REGION`, else the default.
        connections: Most connections to the database at a time.

    Raises:
        InputError: The pack has problems and none was ever loaded.
        OutsideError: The database or the data folder cannot be used.
    """
    home = open_home()
    folder = packs.read_folder(packs.find_folder(region or home.region))
    with open_database(home, most=connections) as database:
        yield _sit_down(home, database, folder)


def _sit_down(home: Home, database: Database, folder: packs.Folder) -> Desk:
    reading = packs.read_region(folder)
    problems = reading.problems
    if reading.region is not None:
        try:
            with database.transaction() as tx:
                packs.load_pack(tx, reading.region, folder)
            return Desk(home, database, reading.region, folder=folder.path)
        except InputError as error:
            problems = error.problems
    kept = _kept_region(database, folder, problems)
    return Desk(home, database, kept, problems, folder.path)


def _kept_region(database: Database, folder: packs.Folder, problems: tuple[Problem, ...]) -> Region:
    """The region in use before, where the pack on disk cannot be loaded."""
    with database.transaction() as tx:
        pack = packs.current_pack(tx, folder.path.name)
        kept = packs.read_region(packs.read_loaded(tx, pack)) if pack else None
    if kept is None or kept.region is None:
        raise InputError(problems)
    return kept.region
