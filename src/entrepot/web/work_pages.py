"""The pages of officers: the worklist, one declaration, the findings of an inspection."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from entrepot.kernel.errors import InputError, Problem
from entrepot.service.attachments import PHOTO
from entrepot.service.files import read_body
from entrepot.web.acts_api import as_download
from entrepot.web.answers import Ref
from entrepot.web.case_view import acts_for, deadline, reasons_of, rows_at
from entrepot.web.language import Language
from entrepot.web.officer_bodies import PLAIN
from entrepot.web.officer_page import carry_out, officer_page, read_fields, read_files, with_query
from entrepot.web.officer_verbs import Document, OfficerVerbs
from entrepot.web.preconditions import revision_of
from entrepot.web.render import language_of
from entrepot.web.sessions import visitor_of, who_asks

MOST_PHOTOS = 4
Queue = Annotated[str, Query(pattern="^(all|documents|inspection)$")]
Order = Annotated[str, Query(pattern="^(deadline|score)$")]
Cursor = Annotated[str, Query(max_length=80, pattern=PLAIN)]
Fields = Mapping[str, str]
NOTHING: Mapping[str, Fields] = {}  # typed, where no form comes back
CaseAct = Callable[[str, str, Fields, int | None], object]


def work_pages(verbs: OfficerVerbs) -> APIRouter:
    """The routes."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    acts = acts_of(verbs)

    @router.get("/worklist")
    def show_work(
        request: Request, queue: Queue = "all", order: Order = "deadline", cursor: Cursor = ""
    ) -> Response:
        """Open tasks, by deadline or by score."""
        found = verbs.worklist(who_asks(request), queue=queue, order=order, cursor=cursor)
        values = {
            "rows": _timed(found["rows"], language_of(request)),
            "queue": queue,
            "order": order,
            "cursor": found["cursor"],
            "next": with_query("/worklist", queue=queue, order=order, cursor=found["cursor"]),
            "is_first": not cursor,
        }
        return officer_page(request, verbs, "work.html", values)

    @router.get("/cases/{reference}")
    def show_case(request: Request, reference: Ref) -> Response:
        """One declaration, why it lies here, and what may be done with it."""
        return _case(request, verbs, reference)

    @router.get("/cases/{reference}/files/{sha256}")
    def get_file(request: Request, reference: Ref, sha256: str) -> Response:
        """A document or a photo, to be kept and not run."""
        answer = as_download(verbs.get_attachment(who_asks(request), reference, sha256))
        answer.headers["cache-control"] = "private, no-store"
        return answer

    @router.post("/cases/{reference}/{act}")
    async def post_act(request: Request, reference: Ref, act: str) -> Response:
        """Do one of the acts of `acts_of`."""
        if act not in acts:
            raise HTTPException(404)
        fields = await read_fields(request)
        who = await run_in_threadpool(who_asks, request)
        back = "/worklist" if fields["back"] == "list" else f"/cases/{reference}"
        return await carry_out(
            lambda: acts[act](who, reference, fields, seen(fields)),
            with_query(back, done=act),
            partial(_case, request, verbs, reference, typed={act: fields}),
        )

    @router.get("/findings/{reference}")
    def show_findings(request: Request, reference: Ref) -> Response:
        """The inspection, to be held in one hand."""
        return _findings(request, verbs, reference)

    @router.post("/findings/{reference}")
    async def post_findings(request: Request, reference: Ref) -> Response:
        """Keep the photos, then the result of an agency."""
        fields = await read_fields(request)
        photos = await read_files(request, "photos")
        who = await run_in_threadpool(who_asks, request)
        return await carry_out(
            lambda: give_result(verbs, who, reference, fields, photos, seen(fields)),
            with_query(f"/findings/{reference}", done="result"),
            partial(_findings, request, verbs, reference, typed={fields["agency"]: fields}),
        )

    return router


def seen(fields: Fields) -> int | None:
    """The revision that a form was made from; None where it takes any."""
    return None if fields["revision"] == "*" else revision_of(fields["revision"])


# The worklist


def _timed(rows: Sequence[Document], language: Language) -> list[Document]:
    now = datetime.now(UTC)
    told = []
    for row in rows:
        urgency, left = deadline(language, row["due_at"], now)
        told.append({**row, "urgency": urgency, "left": left})
    return told


# One declaration


def _case(
    request: Request,
    verbs: OfficerVerbs,
    reference: str,
    problems: Sequence[Problem] = (),
    status: int = 200,
    typed: Mapping[str, Fields] = NOTHING,
) -> HTMLResponse:
    values = {
        **_looked_up(request, verbs, reference), "questions": verbs.questions(), "typed": typed,
    }  # fmt: skip
    return officer_page(request, verbs, "case.html", values, problems, status)


def _looked_up(request: Request, verbs: OfficerVerbs, reference: str) -> dict[str, Any]:
    who = who_asks(request)
    case = verbs.details(who, reference)
    sections = verbs.form(case["contents"])["sections"]
    return {
        "case": case,
        "acts": acts_for(visitor_of(request).actor, case),
        "why": reasons_of(verbs.explain(who, reference)),
        "sections": sections,
        "rows_at": rows_at(sections),
    }


def acts_of(verbs: OfficerVerbs) -> Mapping[str, CaseAct]:
    """Acts on a declaration by the last part of their address.

    Each takes who acts, the reference, the fields of the form and the revision that was seen.
    """
    return {
        "claim": lambda who, ref, f, n: verbs.claim(who, ref, f["task"], expected=n),
        "documents": lambda who, ref, f, n: verbs.documents(
            who, ref, f["outcome"], note=f["note"], expected=n
        ),
        "ask": lambda who, ref, f, n: verbs.ask(who, ref, f["code"], text=f["text"], expected=n),
        "hold": lambda who, ref, f, n: verbs.hold(who, ref, reason=f["reason"], expected=n),
        "lift": lambda who, ref, _, n: verbs.lift(who, ref, expected=n),
        "channel": lambda who, ref, f, n: verbs.raise_channel(
            who, ref, f["channel"], reason=f["reason"], expected=n
        ),
        "narrow": lambda who, ref, f, n: verbs.narrow(who, ref, boxes_of(f), expected=n),
        "part": lambda who, ref, f, n: verbs.release_part(who, ref, boxes_of(f), expected=n),
        "amend": lambda who, ref, f, n: verbs.propose_amendment(
            who, ref, changes_of(f), reason=f["reason"], expected=n
        ),
        "amendment": lambda who, ref, f, n: verbs.decide_amendment(
            who, ref, approve=approves(f), reason=f["reason"], expected=n
        ),
        "cancellation": lambda who, ref, f, n: verbs.decide_cancellation(
            who, ref, grant=approves(f), reason=f["reason"], expected=n
        ),
        "direct": lambda who, ref, f, n: verbs.decide_direct_release(
            who, ref, approve=approves(f), reason=f["reason"], expected=n
        ),
        "seizure": lambda who, ref, f, n: verbs.propose_seizure(
            who, ref, reason=f["reason"], expected=n
        ),
        "appeal": lambda who, ref, f, n: verbs.decide_appeal(who, ref, f["outcome"], expected=n),
        "audit": lambda who, ref, f, n: _audit(verbs, who, ref, f, n),
    }


def boxes_of(fields: Fields) -> list[str]:
    """The containers whose boxes are ticked: fields `box.NUMBER`."""
    return [name.removeprefix("box.") for name in fields if name.startswith("box.")]


def changes_of(fields: Fields) -> dict[str, Any]:
    """New values by JSON pointer: of the field that was chosen, and of those told as JSON.

    A chosen field that is left empty is taken out.

    Raises:
        InputError: It is no JSON object.
    """
    text = fields["changes"]
    told = read_body(text.encode(), "application/json") if text else {}
    chosen = {fields["field"]: fields["value"] or None} if fields["field"] else {}
    return {**told, **chosen}


def approves(fields: Fields) -> bool:
    """Whether a form's button says yes.

    Raises:
        InputError: It says neither yes nor no.
    """
    answer = {"approve": True, "refuse": False}.get(fields["decision"])
    if answer is None:
        raise InputError(
            Problem("input.decision", "decision", "Say approve or refuse.",
                    message_zh="请选择批准或驳回。")
        )  # fmt: skip
    return answer


def _audit(v: OfficerVerbs, who: str, ref: str, fields: Fields, expected: int | None) -> object:
    if fields["step"] == "open":
        return v.open_audit(who, ref, reason=fields["reason"], expected=expected)
    changes = changes_of(fields)
    return v.close_audit(
        who, ref, changes, reason=fields["reason"], at_fault=bool(fields["at_fault"]),
        expected=expected,
    )  # fmt: skip


# Findings


def _findings(
    request: Request,
    verbs: OfficerVerbs,
    reference: str,
    problems: Sequence[Problem] = (),
    status: int = 200,
    typed: Mapping[str, Fields] = NOTHING,
) -> HTMLResponse:
    values = {**_looked_up(request, verbs, reference), "typed": typed}
    photos = [one for one in values["case"]["attachments"] if one["kind"] == PHOTO]
    return officer_page(
        request, verbs, "findings.html", {**values, "photos": photos}, problems, status
    )


def give_result(
    verbs: OfficerVerbs,
    who: str,
    reference: str,
    told: Fields,
    photos: Sequence[tuple[str, bytes]],
    expected: int | None,
) -> Document:
    """Keep photos with a declaration, then the result of an agency.

    Args:
        verbs: The service.
        who: Who acts.
        reference: The declaration.
        told: `agency`, `outcome` and `note`.
        photos: Names and bytes.
        expected: Revision of the declaration he saw.

    Raises:
        InputError: There are too many photos, or one is none.
        RefusedError: Somebody changed the declaration, or the result is not his to give.
    """
    if len(photos) > MOST_PHOTOS:
        raise InputError(
            Problem("file.too_many", "photos", f"Send {MOST_PHOTOS} photos at a time.",
                    message_zh=f"一次最多上传{MOST_PHOTOS}张照片。")
        )  # fmt: skip
    for name, content in photos:
        kept = verbs.attach(who, reference, content, name=name, kind=PHOTO, expected=expected)
        expected = None if expected is None else kept["revision"]
    return verbs.record_result(
        who, reference, told["agency"], told["outcome"], note=told["note"], expected=expected
    )
