"""What traders and brokers ask of the single window.

A verb that acts takes `who` first, as in `window_verbs`; the rest is the service's.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from entrepot.service.attachments import Stored
from entrepot.service.bulk import Report
from entrepot.window.documents import Dictionary

Document = dict[str, Any]
Act = Callable[..., Document]


@dataclass(frozen=True, slots=True, kw_only=True)
class TraderVerbs:
    """The service's functions, bound to the window and to this machine's clock.

    Attributes:
        has_offices: Whether the pack names offices; without them nothing can be filed.
        dictionary: Elements of a declaration, which form and schema are made of.
        labels: What codes are called, by group and code, as `{name, name_zh}`.
        contents: Contents of a declaration as `sections` of labelled values.
        ground: What a new form begins with: `country`, `currency`, `today`,
            `currencies` to choose from, and the `zone` instants are told in.
        list_firms: `who` to the firms one may file for.
        purse: `who` to what is owed and the security that is free.
        list_declarations: `who, tab=, state=, word=, ucr=, cursor=, most=`.
        count_tabs: `who` to the number of declarations of each tab.
        show: `who, reference` to a declaration as it stands.
        details: `who, reference` to everything of a declaration these eyes may see.
        contents_of: `who, reference` to its `contents`, with `version` and `revision`.
        to_xml: Contents to XML.
        compare: `who, reference, one, other` to the fields that differ between two versions.
        check: `body, media_type=` to a dry run and what would be owed.
        save_draft: `who, body, media_type=, draft=, expected=`.
        lodge: `who, body, key=, media_type=, draft=, expected=`.
        copy: `who, reference` to a new draft.
        withdraw: `who, reference, expected=`.
        ask_amendment: `who, reference, changes, reason=, expected=`.
        ask_cancellation: `who, reference, reason=, expected=`.
        complete: `who, reference, body, media_type=, expected=`.
        answer: `who, reference, text`.
        appeal: `who, reference, reason=, expected=`.
        bring_proof: `who, reference, number, kind=, criterion=, expected=`.
        secure: `who, reference`; sets security aside for what is due.
        attach: `who, reference, content, name=, kind=, expected=`.
        get_attachment: `who, reference, sha256` to the file.
        note: `who, reference` to the release note: `pdf`, `payload`, `sha256`.
        take: `who, data, act` to a file of declarations judged, drafted or lodged.
        report: `data, language=` to the file with a column of what is wrong.
        template: `flow, kind` to the columns of such a file.
        calculate: A case, or a list, to its assessment.
        count_workdays: `{from, n}` to the working days counted.
        json_schema: `flow, kind` to the JSON Schema of a declaration.
        xml_schema: Nothing to the XML Schema.
        outcomes: Nothing to what the letters of a reference steer in a rehearsal.
    """

    has_offices: Callable[[], bool]
    dictionary: Callable[[], Dictionary]
    labels: Callable[[], Mapping[str, Mapping[str, Mapping[str, str]]]]
    contents: Callable[[Mapping[str, Any]], list[Document]]
    ground: Callable[[], Document]
    list_firms: Callable[[str], list[Document]]
    purse: Act
    list_declarations: Act
    count_tabs: Callable[[str], dict[str, int]]
    show: Act
    details: Act
    contents_of: Act
    to_xml: Callable[[Mapping[str, Any]], bytes]
    compare: Act
    check: Act
    save_draft: Act
    lodge: Act
    copy: Act
    withdraw: Act
    ask_amendment: Act
    ask_cancellation: Act
    complete: Act
    answer: Act
    appeal: Act
    bring_proof: Act
    secure: Act
    attach: Act
    get_attachment: Callable[..., Stored]
    note: Act
    take: Act
    report: Callable[..., Report]
    template: Callable[[str, str], list[str]]
    calculate: Callable[[object], Document | list[Document]]
    count_workdays: Act
    json_schema: Callable[[str, str], Document]
    xml_schema: Callable[[], bytes]
    outcomes: Callable[[], Document]
