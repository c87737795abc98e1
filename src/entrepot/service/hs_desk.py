"""A desk for the words of the HS alone: no network, no quotes."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from entrepot.kernel.errors import InputError, Problem
from entrepot.service.amounts import Document
from entrepot.service.hs import browse_hs, search_hs
from entrepot.service.hs_index import Gathered, gather
from entrepot.store import nomenclature as store
from entrepot.store.db import Database, Tx, open_database
from entrepot.store.home import open_home
from entrepot.store.reference import WindowReference, open_reference
from entrepot.tariff.search import Note

MOST_LINES = 10_000


@dataclass
class HsDesk:
    """The texts of a region and the database that finds in them."""

    database: Database
    reference: WindowReference
    _texts: Gathered | None = None

    def texts(self, tx: Tx) -> Gathered:
        """All texts, gathered anew where a schedule was imported since."""
        newest = store.newest_import(tx)
        if self._texts is None or self._texts.newest != newest:
            self._texts = gather(self.reference, newest)
        return self._texts

    @cached_property
    def notes(self) -> tuple[Note, ...]:
        """What chapters and headings leave to others."""
        return tuple(
            Note(row.hs_code, row.words, row.to_code, row.text, row.text_zh, row.source)
            for row in self.reference.table("hs_notes")
        )

    def search(self, raw: Mapping[str, object], *, at: datetime) -> Document:
        """Candidates for words or a code; see `service.hs.search_hs`."""
        return self.database.run_repeatable(
            lambda tx: search_hs(tx, self.texts(tx), raw, at=at, notes=self.notes)
        )

    def browse(self, code: str) -> Document:
        """A node of the tree; see `service.hs.browse_hs`."""
        return self.database.run_repeatable(lambda tx: browse_hs(self.texts(tx), code))

    def search_file(
        self, path: str, asked: Mapping[str, object], *, at: datetime
    ) -> list[Document]:
        """The answers to a file of questions, one a line, in order; empty lines are left out.

        Raises:
            InputError: The file cannot be read, or is too long.
        """
        answers: list[Document] = []
        for line in read_lines(path):
            try:
                answers.append(self.search({**asked, "query": line}, at=at))
            except InputError as error:
                answers.append({"query": line, "problem": error.document()})
        return answers


def read_lines(path: str) -> list[str]:
    """Lines of a file that are not empty.

    Raises:
        InputError: It cannot be read, or is too long.
    """
    try:
        lines = [line.strip() for line in Path(path).read_text(encoding="utf-8").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        problem = Problem("file.unreadable", path, "cannot be read.", "Give a text file in UTF-8.")
        raise InputError(problem) from error
    found = [line for line in lines if line]
    if len(found) > MOST_LINES:
        message = f"holds {len(found)} questions, more than {MOST_LINES}."
        raise InputError(Problem("input.too_many", path, message, "Ask in parts."))
    return found


@contextmanager
def open_hs(region: str | None = None) -> Iterator[HsDesk]:
    """Reach the database and the texts of a region.

    Raises:
        MissingError: There is no such pack.
        OutsideError: The database or the data folder cannot be used.
    """
    home = open_home()
    reference = open_reference(region or home.region)
    with open_database(home, most=1) as database:
        yield HsDesk(database, reference)
