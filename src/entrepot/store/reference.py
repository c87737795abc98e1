"""Single tables of a pack, read when they are asked for: quick where the whole is not needed."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from entrepot.kernel.calendar import Calendar
from entrepot.kernel.errors import InputError, MissingError, Problem
from entrepot.region.pack import read_table
from entrepot.region.row import Row
from entrepot.region.settings import read_settings
from entrepot.region.window import Office
from entrepot.store import packs
from entrepot.window.legal import LegalBook


@dataclass(frozen=True, slots=True)
class PackSettings:
    """What a pack is called and where it lies.

    Attributes:
        id: Folder name of the pack.
        name, name_zh: What people call it.
        country: ISO 3166-1 alpha-2 of the customs territory it lies in.
        currency: ISO 4217 code of its money.
        home: Place id it starts from.
    """

    id: str
    name: str
    name_zh: str
    country: str
    currency: str
    home: str


class WindowReference:
    """The reference data of the single window in one region.

    Each table is read once, from the world's folder and the region's own; a row of the
    region with the key of a row of the world takes its place.

    Args:
        own: Folder of the region.
        world: Folder of the world beneath it.

    Attributes:
        changed_calendar: The calendar as two persons changed it; None as long as nobody looked.
    """

    def __init__(self, own: Path, world: Path) -> None:
        self._own, self._world = own, world
        self._tables: dict[str, tuple[Any, ...]] = {}
        self.changed_calendar: Calendar | None = None

    @property
    def folder(self) -> Path:
        """Folder of the region."""
        return self._own

    def table(self, name: str) -> tuple[Any, ...]:
        """The rows of a table, by its name in `region.model.TABLES`.

        Raises:
            InputError: With every problem of the table.
        """
        if name not in self._tables:
            self._tables[name] = self._read(name)
        return self._tables[name]

    def _read(self, name: str) -> tuple[Row, ...]:
        texts = [packs.read_text(folder / f"{name}.csv") for folder in (self._world, self._own)]
        rows, problems = read_table(packs.columns(), name, *texts)
        if problems:
            raise InputError(problems)
        return rows

    @cached_property
    def settings(self) -> PackSettings:
        """The pack's own settings.

        Raises:
            InputError: With every problem of its file.
        """
        chosen, problems = read_settings(packs.read_text(self._own / packs.SETTINGS))
        if problems:
            raise InputError(problems)
        names = PackSettings.__dataclass_fields__
        return PackSettings(**{name: chosen[name] for name in names})

    @property
    def calendar(self) -> Calendar:
        """Working days of the country: the pack's, with what was last put over them."""
        return self.changed_calendar or self.published_calendar

    @cached_property
    def published_calendar(self) -> Calendar:
        """Working days of the pack's country; a year that is not listed has none."""
        country = self.settings.country
        years = [row for row in self.table("calendar_years") if row.country == country]
        days: Mapping[date, bool] = {
            row.day: row.kind == "makeup"
            for row in self.table("calendar")
            if row.country == country
        }
        sources = dict.fromkeys(row.source for row in years)
        return Calendar(days, frozenset(row.year for row in years), "; ".join(sources))

    @cached_property
    def legal(self) -> LegalBook:
        """Numbers of the law of the pack's country."""
        country = self.settings.country
        return LegalBook(row for row in self.table("legal") if row.jurisdiction == country)

    @cached_property
    def zone(self) -> ZoneInfo:
        """Time zone of the legal day: that of the office at the pack's home, else of its first.

        Raises:
            MissingError: The pack has no office, or names a zone that is not known.
        """
        offices: tuple[Office, ...] = self.table("offices")
        at_home = (office for office in offices if office.place == self.settings.home)
        office = next(at_home, offices[0] if offices else None)
        if office is None:
            raise MissingError(_no_office(self.settings.id))
        try:
            return ZoneInfo(office.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise MissingError(_no_zone(office)) from error


def open_reference(region: str | None = None) -> WindowReference:
    """The reference data of a region.

    Args:
        region: Region id or path; None takes `ENTREPOT_REGION`, else the default.

    Raises:
        MissingError: There is no such pack.
    """
    named = os.environ.get("ENTREPOT_REGION", "") if region is None else region
    own = packs.find_folder(named)
    return WindowReference(own, packs.world_under(own))


def _no_office(region: str) -> Problem:
    return Problem(
        "office.missing",
        f"offices.csv, {region}",
        "the region has no office.",
        "Add one with its time zone.",
        message_zh="该地区没有任何海关机构。",
    )


def _no_zone(office: Office) -> Problem:
    return Problem(
        "office.zone",
        f"offices.csv, {office.office}, zone",
        f"there is no time zone {office.zone!r}.",
        "Give a name of the IANA time zone database.",
        message_zh=f"没有时区 {office.zone!r}。",
    )
