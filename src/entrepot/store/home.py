"""The data folder and the settings that come from the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from entrepot.kernel.errors import OutsideError, Problem

SETTINGS = {
    "ENTREPOT_HOME": "Data folder: the database, caches and the log.",
    "ENTREPOT_DATABASE_URL": "A PostgreSQL of one's own (15 or newer), not the embedded one.",
    "ENTREPOT_DATABASE_ADMIN_URL": "Its owner's address, for migrations and backups.",
    "ENTREPOT_LOG": "How much the server tells: error, warning (default), info or debug.",
    "ENTREPOT_REGION": "Region to work with: the id of a pack, or the path of its folder.",
    "ENTREPOT_WRITES_PER_MIN": "Changes an account may make a minute (60); 0 sets no limit.",
    "ENTREPOT_SMTP_URL": "Mail server of notices, as smtp://USER:PASSWORD@HOST:587; none, no mail.",
    "ENTREPOT_MAIL_FROM": "Address that notices come from.",
    "ENTREPOT_PUBLIC_URL": "Address of the pages as people open them; it stands before links.",
}
WRITES_PER_MIN = 60  # design of the window 5.3


@dataclass(frozen=True, slots=True)
class Home:
    """Where things are kept and which database serves.

    Attributes:
        folder: Data folder; it exists and can be written.
        database_url: Address of one's own server; empty means the embedded one.
        admin_url: Address of its owner; the same where only one was given.
        region: Region id or path from the environment; empty means the default.
        writes_per_min: Changes an account may make a minute; 0 is without a limit.
        smtp_url: Mail server of notices; empty means that nothing is mailed.
        mail_from: Address that notices come from.
        public_url: Address of the pages as people open them; empty means it is not known.
    """

    folder: Path
    database_url: str = ""
    admin_url: str = ""
    region: str = ""
    writes_per_min: int = WRITES_PER_MIN
    smtp_url: str = field(default="", repr=False)  # it may hold a password
    mail_from: str = ""
    public_url: str = ""


def open_home(environ: Mapping[str, str] | None = None) -> Home:
    """Find the data folder, make it where it is missing, and read the settings.

    Raises:
        OutsideError: The folder cannot be made or written.
    """
    environ = os.environ if environ is None else environ
    url = environ.get("ENTREPOT_DATABASE_URL", "")
    return Home(
        folder=_writable(_folder(environ)),
        database_url=url,
        admin_url=environ.get("ENTREPOT_DATABASE_ADMIN_URL", "") or url,
        region=environ.get("ENTREPOT_REGION", ""),
        writes_per_min=_whole(environ.get("ENTREPOT_WRITES_PER_MIN", "")),
        smtp_url=environ.get("ENTREPOT_SMTP_URL", ""),
        mail_from=environ.get("ENTREPOT_MAIL_FROM", ""),
        public_url=environ.get("ENTREPOT_PUBLIC_URL", "").rstrip("/"),
    )


def _whole(text: str) -> int:
    """The setting as a number; what is none is passed over, as an empty one is."""
    return int(text) if text.isascii() and text.isdigit() else WRITES_PER_MIN


def _folder(environ: Mapping[str, str]) -> Path:
    if named := environ.get("ENTREPOT_HOME"):
        return Path(named).expanduser().absolute()
    from platformdirs import user_data_path

    return user_data_path("entrepot", appauthor=False)


def _writable(folder: Path) -> Path:
    try:
        if not folder.exists():
            # Started as root, the server runs as another user, who must pass through.
            folder.mkdir(parents=True, mode=0o711 if os.geteuid() == 0 else 0o700)
        (folder / "users.lock").open("ab").close()
    except OSError as error:
        raise OutsideError(
            Problem(
                "home.unwritable",
                str(folder),
                f"the data folder cannot be used: {error.strerror or error}.",
                "Set ENTREPOT_HOME to a folder you may write, or free this one "
                "(owner, permissions, space, read-only disk).",
            )
        ) from error
    return folder
