"""The verbs of certificates over a desk."""

from collections.abc import Callable
from datetime import datetime

from entrepot.service import certificate_checks, certificates
from entrepot.service.desk import Desk
from entrepot.service.duty_saved import duty_saved
from entrepot.service.tariff_desk import tariff_law
from entrepot.web.certificate_verbs import CertificateVerbs


def bind_certificates(desk: Desk, now: Callable[[], datetime]) -> CertificateVerbs:
    """Bind the functions to a desk and to a clock."""
    window = desk.window
    return CertificateVerbs(
        list=lambda who: certificates.list_certificates(window, by=who, at=now()),
        show=lambda who, name: certificates.show(window, name, by=who, at=now()),
        draft=lambda who, raw: certificates.draft(window, raw, by=who, at=now()),
        move=lambda who, name, raw: certificates.carry_out(window, name, raw, by=who, at=now()),
        verify=lambda number, digest: certificate_checks.verify_number(
            window, number, at=now(), digest=digest
        ),
        statuses=lambda: certificate_checks.list_statuses(window, at=now()),
        saved=lambda who: duty_saved(window, tariff_law(desk), by=who, at=now()),
    )
