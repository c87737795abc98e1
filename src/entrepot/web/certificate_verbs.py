"""What the pages and the API ask of the service about certificates of origin."""

from collections.abc import Callable
from dataclasses import dataclass

from entrepot.web.verbs import Document


@dataclass(frozen=True, slots=True)
class CertificateVerbs:
    """The functions of certificates, bound to a database.

    Attributes:
        list: Who asks, to the certificates he may see.
        show: Who asks and a reference, to a certificate with `moves`, `events` and `problems`.
        draft: Who asks and a draft, to the certificate.
        move: Who asks, a reference, and `move` with what it needs; to the certificate.
        verify: A number and the digest of a paper or an empty text, to `certificates` with checks.
        statuses: The signed list of statuses.
        saved: Who asks, to the duty his certificates saved, in `rows`.
    """

    list: Callable[[str], Document]
    show: Callable[[str, str], Document]
    draft: Callable[[str, object], Document]
    move: Callable[[str, str, object], Document]
    verify: Callable[[str, str], Document]
    statuses: Callable[[], Document]
    saved: Callable[[str], Document]
