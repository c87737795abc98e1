"""Files of installed packages, read as data and proved against the record of their install."""

from base64 import urlsafe_b64encode
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, distribution

from entrepot.kernel.errors import OutsideError, Problem

_HINT = "Run `make networks` to install it as it was published."


def read_file(package: str, path: str) -> bytes:
    """The content of a package's file; the package is not imported.

    Args:
        package: Name of the distribution.
        path: The file's path in it.

    Raises:
        OutsideError: The package or the file is missing, cut or changed.
    """
    try:
        files = distribution(package).files or []
    except PackageNotFoundError as error:
        message = "the package is not installed."
        raise OutsideError(Problem("networks.missing", package, message, _HINT)) from error
    record = next((file for file in files if file.as_posix() == path), None)
    try:
        if record is None or record.hash is None:
            raise FileNotFoundError(path)
        with open(str(record.locate()), "rb") as file:
            content = file.read()
    except OSError as error:
        message = "the file is missing or cannot be read."
        where = f"{package}: {path}"
        raise OutsideError(Problem("networks.missing", where, message, _HINT)) from error
    if urlsafe_b64encode(sha256(content).digest()).rstrip(b"=").decode() != record.hash.value:
        message = "the file is not the one that was installed; it is cut or changed."
        raise OutsideError(Problem("networks.changed", f"{package}: {path}", message, _HINT))
    return content
