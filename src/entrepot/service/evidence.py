"""What proves that nothing was altered: seals over all events, and signed release notes."""

import time
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from entrepot.store import events, keys, seals
from entrepot.store.db import Tx, open_database
from entrepot.store.home import Home, open_home
from entrepot.store.key_terms import list_terms, revoke
from entrepot.store.queries import queries
from entrepot.store.upkeep import address
from entrepot.tariff.certificate_check import KeyTerm
from entrepot.window import note
from entrepot.window.verification import Fault, Findings, check_all

Document = dict[str, Any]


def seal_events(at: datetime) -> Document:
    """Seal the heads of all chains as they are now, outside the database.

    The files are complete before the database knows of the seal, and get their names after.

    Args:
        at: Instant of the seal; its day is that of UTC.

    Returns:
        Day, root, signature, how many chains and events, and where the seal lies.
    """
    home = open_home()
    with open_database(home, most=1), seals.alone(home.folder) as folder:
        url = address(admin=True)
        with events.one_moment(url) as tx:
            _finish(tx, folder)
            seal = _seal(tx, home, folder, at)
            queries("evidence").become_writer(tx)
            queries("evidence").add_root(
                tx, sealed_on=at.astimezone(UTC).date(), made_at=at, **seal.row()
            )
        seals.finish(folder, [seal.name])
    return {
        "date": seal.content["date"], "root": seal.content["root"],
        "signature": seal.content["signature"], "chains": seal.content["chains"],
        "events": seal.content["events"], "path": str(folder / seal.name),
    }  # fmt: skip


def _finish(tx: Tx, folder: Path) -> list[Document]:
    rows = list(queries("evidence").list_roots(tx))
    seals.finish(folder, [row["path"] for row in rows])
    return rows


def _seal(tx: Tx, home: Home, folder: Path, at: datetime) -> seals.Seal:
    key = keys.signing_key(home.folder)
    before = seals.list_seals(folder)[0][-1:]
    late = _since(tx, home, folder, before[0]) if before else None
    day = at.astimezone(UTC).date().isoformat()
    name = seals.new_name(folder, day)
    heads = seals.write_heads(folder, name, events.read_heads(tx))
    content = {
        "name": name, "number": before[0].number + 1 if before else 1, "date": day, "made_at": at,
        "events": queries("evidence").count_events(tx), **heads,
        "previous_root": before[0].content["root"] if before else bytes(32).hex(),
        "first_bad": late.document() if late else None,
    }  # fmt: skip
    return seals.write_seal(folder, name, content, key)


def _since(tx: Tx, home: Home, folder: Path, before: seals.Seal) -> Fault | None:
    """The first event that is not as the seal before tells it, or what is wrong with that seal."""
    fault = seals.check_seal(folder, before, keys.trusted_keys(home.folder))
    return fault or events.find_unlike(tx, seals.read_heads(folder, before))


def verify_events() -> Document:
    """Recompute the hash of every event and hold all chains against the newest seal.

    Returns:
        Whether all is as it was, how many chains, events and seals there are, the first that
        is bad, and how many events were verified a second.
    """
    home = open_home()
    with open_database(home, most=1), ExitStack() as stack:
        with seals.alone(home.folder) as folder:  # what is sealed later is not in the moment seen
            tx = stack.enter_context(events.one_moment(address(admin=True)))
            found, roots, faults = _look_at_seals(tx, home, folder)
        start = time.perf_counter()
        findings = _look_at_events(tx, folder, found)
        seconds = time.perf_counter() - start
        bad = findings.first_bad or events.find_misplaced(tx) or next(iter(faults), None)
    return {
        "ok": bad is None, "chains": findings.chains, "events": findings.events, "roots": roots,
        "first_bad": bad.document() if bad else None,
        "events_per_s": round(findings.events / seconds),
    }  # fmt: skip


def _look_at_seals(tx: Tx, home: Home, folder: Path) -> tuple[seals.Seal | None, int, list[Fault]]:
    """The newest seal that is whole, how many there are, and what is wrong with them."""
    rows = _finish(tx, folder)
    trusted = keys.trusted_keys(home.folder)
    found, faults = seals.list_seals(folder)
    roots = len({seal.name for seal in found} | {row["path"] for row in rows})
    whole = None
    for seal in found:
        if fault := seals.check_seal(folder, seal, trusted):
            faults.append(fault)
        else:
            whole = seal
    if whole and (fault := seals.check_root(folder, whole)):
        faults.append(fault)
    faults += [*seals.check_rows(found, rows), *seals.check_order(found)]
    return whole, roots, faults


def _look_at_events(tx: Tx, folder: Path, seal: seals.Seal | None) -> Findings:
    sealed = seals.read_heads(folder, seal) if seal else iter(())
    return check_all(events.read_events(tx), sealed)


# Keys and notes


def verify_note(payload: str, foreign: Path | None = None) -> Document:
    """Say whether the text of a QR code is a genuine release note; no database is needed.

    Args:
        payload: The text.
        foreign: File with the public key to trust; without it, the keys of this house.

    Raises:
        InputError: The file holds no public key.
    """
    if foreign:
        key = keys.read_foreign(foreign)
        return note.verify(payload, {key.key_id: key.check}).document()
    home = open_home().folder
    revoked = {name for name, term in list_terms(home).items() if term.revoked_at}
    trusted = keys.trusted_keys(home)
    checks = {name: key.check for name, key in trusted.items() if name not in revoked}
    return note.verify(payload, checks).document()


def show_keys() -> Document:
    """The key in use and all that are trusted, newest last, to be given to others."""
    folder = open_home().folder
    current = keys.signing_key(folder).key_id
    return _keys_document(folder, current)


def rotate_keys() -> Document:
    """Make a new key and sign with it from now on; the older ones stay trusted."""
    folder = open_home().folder
    return _keys_document(folder, keys.rotate(folder).key_id)


def revoke_key(key_id: str, at: datetime) -> Document:
    """Trust a key no more for notes and certificates; another signs from now on.

    Seals that it signed stay readable: they are held against the events themselves.

    Raises:
        MissingError: There is no such key.
    """
    folder = open_home().folder
    return _keys_document(folder, revoke(folder, key_id, at))


def _keys_document(folder: Path, current: str) -> Document:
    trusted, terms = keys.trusted_keys(folder), list_terms(folder)
    return {
        "key_id": current, "algorithm": "Ed25519", "public_key": trusted[current].pem,
        "trusted": [
            {"key_id": key.key_id, "public_key": key.pem, **_term(terms[key.key_id])}
            for key in trusted.values()
        ],
    }  # fmt: skip


def _term(term: KeyTerm) -> Document:
    """What is known of a key's term; nothing of one that never signed a certificate."""
    told = ((name, getattr(term, name)) for name in ("valid_from", "valid_to", "revoked_at"))
    return {name: at.isoformat() for name, at in told if at}
