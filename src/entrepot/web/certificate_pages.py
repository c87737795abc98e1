"""The pages of certificates of origin: list, draft, moves, the paper."""

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from entrepot.kernel.canonical import canonical_json
from entrepot.kernel.errors import EntrepotError, InputError, MissingError, Problem, RefusedError
from entrepot.service.accounts import RoleError, SignInError
from entrepot.service.certificate_case import ORIGIN
from entrepot.tariff.certificate import APPLICANTS, KINDS
from entrepot.tariff.certificate_fields import FIELDS, NEEDED, ORIGINAL
from entrepot.tariff.certificate_goods import (
    MOST_GOODS,
    NEEDED_OF_GOOD,
    OF_GOOD,
    further_goods,
    split_name,
)
from entrepot.web.certificate_pdf import certificate_pdf
from entrepot.web.certificate_verbs import CertificateVerbs
from entrepot.web.officer_page import read_fields
from entrepot.web.problems import status_of
from entrepot.web.render import page
from entrepot.web.sessions import visitor_of, who_asks
from entrepot.web.verbs import Document

_PATH = "/certificates"
_WITH_FIELDS = ("edit", "check", "correct", "replace")


def certificate_pages(verbs: CertificateVerbs) -> APIRouter:
    """The routes of the pages over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get(_PATH)
    def show_list(request: Request) -> Response:
        """The certificates that are for these eyes, and the form to draft one."""
        told = {"determination": request.query_params.get("determination", "")[:40]}
        return _list(request, verbs, told)

    @router.post(_PATH)
    async def post_draft(request: Request) -> Response:
        """Draft a certificate from a determination."""
        told = dict(await read_fields(request))
        return await run_in_threadpool(_draft, request, verbs, told)

    @router.get(_PATH + "/{reference}")
    def show_certificate(request: Request, reference: str) -> Response:
        """One certificate: its fields, what may be done, what was done."""
        return _one(request, verbs.show(who_asks(request), reference))

    @router.post(_PATH + "/{reference}")
    async def post_move(request: Request, reference: str) -> Response:
        """Make a move."""
        told = dict(await read_fields(request))
        return await run_in_threadpool(_move, request, verbs, reference, told)

    @router.get(_PATH + "/{reference}/credential.json")
    def get_credential(request: Request, reference: str) -> Response:
        """The signed credential as it was issued, byte for byte."""
        found = verbs.show(who_asks(request), reference)
        if found["credential"] is None:
            raise MissingError(
                Problem("certificate.not_issued", reference, "it is not issued yet.",
                        message_zh="尚未签发。")
            )  # fmt: skip
        headers = {"content-disposition": f'attachment; filename="{found["reference"]}.json"'}
        return Response(canonical_json(found["credential"]), 200, headers, "application/vc")

    @router.get(_PATH + "/{reference}/print.pdf")
    def get_paper(request: Request, reference: str) -> Response:
        """The certificate to print."""
        return printed(request, verbs.show(who_asks(request), reference))

    return router


def printed(request: Request, found: Document) -> Response:
    """A certificate as PDF, with the QR code of its address and digest."""
    address = ""
    if found["digest"]:
        base = str(request.base_url)
        address = f"{base}verify/{quote(found['number'], safe='')}?digest={found['digest']}"
    name = f'inline; filename="{found["reference"]}.pdf"'
    return Response(
        certificate_pdf(found, address), 200, {"content-disposition": name}, "application/pdf"
    )


def _draft(request: Request, verbs: CertificateVerbs, told: Mapping[str, str]) -> Response:
    raw = {name: told.get(name, "") for name in ("determination", "kind", "firm")}
    try:
        made = verbs.draft(who_asks(request), raw)
    except (SignInError, RoleError):
        raise
    except (InputError, RefusedError, MissingError) as error:
        return _list(request, verbs, told, error)
    return RedirectResponse(f"{_PATH}/{made['reference']}", 303)


def _move(
    request: Request, verbs: CertificateVerbs, reference: str, told: Mapping[str, str]
) -> Response:
    who, name = who_asks(request), told.get("do", "")
    fields = {one: text for one, text in told.items() if one in FIELDS or split_name(one)}
    words = {"reason": told.get("reason", ""), "number": told.get("number", "")}
    try:
        if name == "check" and fields:
            verbs.move(who, reference, {"move": "edit", "fields": fields})
        given = fields if name in _WITH_FIELDS else {}
        made = verbs.move(who, reference, {"move": name, "fields": given, **words})
    except (SignInError, RoleError):
        raise
    except (InputError, RefusedError) as error:
        found = verbs.show(who, reference)
        return _one(request, {**found, "fields": {**found["fields"], **fields}}, error, words)
    if name == "return":
        return RedirectResponse(_PATH, 303)
    return RedirectResponse(f"{_PATH}/{made['reference']}", 303)


def _list(
    request: Request, verbs: CertificateVerbs, told: Mapping[str, str],
    error: EntrepotError | None = None,
) -> Response:  # fmt: skip
    actor = visitor_of(request).actor
    values = {
        "certificates": verbs.list(who_asks(request))["certificates"],
        "may_draft": bool(actor.roles & set(APPLICANTS)),
        "firms": [firm for firm in actor.principals if actor.may_for(firm, ORIGIN)],
        "saved": verbs.saved(who_asks(request))["rows"]
        if "saved" in request.query_params
        else None,
        "kinds": KINDS,
        "fields": told,
        **_faults(error),
    }
    return page(request, "certificates.html", values, status_of(error) if error else 200)


def _one(
    request: Request, found: Document, error: EntrepotError | None = None,
    words: Mapping[str, str] | None = None,
) -> Response:  # fmt: skip
    may_write = bool(set(found["moves"]) & set(_WITH_FIELDS))
    values = {
        "found": found,
        "fields": {**found["fields"], **(words or {})},
        "goods": _goods(found["fields"], may_write=may_write),
        "of_good": OF_GOOD,
        "needed_of_good": NEEDED_OF_GOOD,
        "names": [name for name in FIELDS if found["kind"] == KINDS[1] or name not in ORIGINAL],
        "needed": NEEDED,
        "may_write": may_write,
        **_faults(error),
    }
    return page(request, "certificate.html", values, status_of(error) if error else 200)


def _goods(fields: Mapping[str, str], *, may_write: bool) -> list[int]:
    """Numbers of the further goods, and of one more where somebody may write."""
    found = list(further_goods(fields))
    free = (number for number in range(2, MOST_GOODS + 1) if number not in found)
    more = next(free, None) if may_write else None
    return sorted([*found, *([more] if more else [])])


def _faults(error: EntrepotError | None) -> Document:
    problems: Sequence[Problem] = error.problems if error else ()
    faults: dict[str, list[Problem]] = {}
    for problem in problems:
        faults.setdefault(problem.where, []).append(problem)
    return {"problems": problems, "faults": faults, "matches": {}, "done": ""}
