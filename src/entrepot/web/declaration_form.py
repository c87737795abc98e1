"""The form of a declaration: blocks of fields with what was typed and what is wrong beside it.

The dictionary says which fields there are. Names of fields are those of `window.form`; rows of
a list are numbered from 1, as `items.2.hs_code`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from entrepot.kernel.errors import Problem
from entrepot.web.form_rows import BEGUN, ITEMS, LISTS, Fields, row_count
from entrepot.web.language import Language
from entrepot.window.documents import FLOWS, TYPES, Dictionary, Flow
from entrepot.window.form import GROUPS, Field, Section, sections
from entrepot.window.pointing import pointed

FLOW, KIND = "flow", "declaration_type"
SELECTED = 20  # a list of so many codes is chosen from; a longer one is typed with suggestions
_ORDER = (
    "header", "parties", "consignment", "packaging", "equipment", "valuation", "item", "tax",
    "documents", "guarantee",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """A field with what stands in it.

    Attributes:
        name: Name in the form, which is its id too.
        field: What is asked.
        value: What was typed.
        meaning: What the code that was typed is called.
        options: Codes to choose from, with their names; for a long list none.
        suggestions: Id of the list of suggestions, empty for none.
        faults: What is wrong with it.
        is_optional: It is folded away while it is empty.
    """

    name: str
    field: Field
    value: str
    meaning: str
    options: tuple[tuple[str, str], ...]
    suggestions: str
    faults: tuple[Problem, ...]
    is_optional: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a list, or the whole of a block that is no list.

    Attributes:
        number: Its number from 1; 0 of a block that is no list.
        main: The fields that are asked.
        more: Those that may be filled.
        faults: What is wrong with the entry as such.
    """

    number: int
    main: tuple[Shown, ...]
    more: tuple[Shown, ...]
    faults: tuple[Problem, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether the folded fields must be seen."""
        return any(one.value or one.faults for one in self.more)


@dataclass(frozen=True, slots=True)
class Block:
    """Fields that belong together.

    Attributes:
        group: Name of the group.
        label: What it is called.
        rows: Name of the list, empty where there is none.
        row_label: What one entry of the list is called.
        entries: Its entries; without a list there is one.
        faults: What is wrong with the list as such.
    """

    group: str
    label: str
    rows: str
    row_label: str
    entries: tuple[Row, ...]
    faults: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """The whole form.

    Attributes:
        flow: Which way the goods go.
        kind: FULL, ADVANCE or SUMMARY.
        blocks: The blocks in order.
        listed: Faults with the field they stand beside (empty for none), its label and the
            number of its line.
        suggestions: Codes of the lists that fields suggest from, by the id of the list.
    """

    flow: Flow
    kind: str
    blocks: tuple[Block, ...]
    listed: tuple[tuple[str, str, Problem], ...]
    suggestions: Mapping[str, tuple[tuple[str, str], ...]]


def flow_of(fields: Fields) -> Flow:
    """The flow a form is for; export where none was told."""
    return FLOWS.get(fields.get(FLOW, ""), "export")


def kind_of(fields: Fields) -> str:
    """The type of declaration a form is for."""
    kind = fields.get(KIND, "")
    return kind if kind in TYPES else TYPES[0]


class FormMaker:
    """Makes the form of what was typed.

    Args:
        dictionary: Elements and codes.
        language: Language of the page.
        fields: What was typed.
        document: The document those fields make, which pointers of faults lead into.
        problems: What is wrong with it.
        currencies: Currencies to suggest.
        is_wide: Show also the fields that are seldom used.
    """

    def __init__(
        self,
        dictionary: Dictionary,
        language: Language,
        fields: Fields,
        *,
        document: Mapping[str, object],
        problems: Iterable[Problem] = (),
        currencies: Sequence[str] = (),
        is_wide: bool = False,
    ) -> None:
        self._dictionary, self._language, self._fields = dictionary, language, fields
        self._index = 1 if language.code == "zh" else 0
        self._currencies, self._is_wide = currencies, is_wide
        self._faults: dict[str, list[Problem]] = {}
        self._labels: dict[str, str] = {}
        self._suggestions: dict[str, tuple[tuple[str, str], ...]] = {}
        for problem in problems:
            name = pointed(problem.pointer, document, dictionary).field if problem.pointer else ""
            self._faults.setdefault(name, []).append(problem)

    def make(self) -> Form:
        """The form."""
        flow, kind = flow_of(self._fields), kind_of(self._fields)
        blocks = tuple(self._blocks(sections(self._dictionary, flow, kind)))
        return Form(flow, kind, blocks, tuple(self._listed()), dict(self._suggestions))

    def _blocks(self, found: Iterable[Section]) -> Iterator[Block]:
        """Sections put together: those of one list make one block, where the first stands."""
        alone: dict[str, list[Field]] = {}
        lists: dict[str, list[Field]] = {}
        for section in found:
            if section.rows:
                listed = lists.setdefault(section.rows, [])
                at = 0 if section.group == "item" else len(listed)
                listed[at:at] = section.fields
            else:
                alone.setdefault(section.group, []).extend(section.fields)
        homes = {
            "equipment": "equipment", "invoices": "valuation", ITEMS: "item",
            "documents": "documents", "previous_documents": "documents", "guarantees": "guarantee",
        }  # fmt: skip
        for group in _ORDER:
            if group in alone:
                yield self._alone(group, alone[group])
            for rows, home in homes.items():
                if home == group and rows in lists:
                    yield self._list(group, rows, lists[rows])

    def _alone(self, group: str, fields: Iterable[Field]) -> Block:
        asked = [field for field in fields if field.element not in (FLOW, KIND)]
        row = self._row(0, "", asked)
        return Block(group, GROUPS[group][self._index], "", "", (row,))

    def _list(self, group: str, rows: str, fields: Sequence[Field]) -> Block:
        count = max(row_count(self._fields, rows), 1 if rows in BEGUN else 0)
        entries = tuple(
            self._row(number, f"{rows}.{number}", fields) for number in range(1, count + 1)
        )
        called = LISTS[rows][self._index]
        title = GROUPS[group][self._index] if rows in (ITEMS, "equipment", "documents") else called
        return Block(group, title, rows, called, entries, self._taken(rows, called))

    def _row(self, number: int, start: str, fields: Iterable[Field]) -> Row:
        named = [(f"{start}.{f.element}" if start else f.element, f) for f in fields]
        shown = [self._shown(name, field) for name, field in named if self._is_seen(name, field)]
        return Row(
            number,
            tuple(one for one in shown if not one.is_optional),
            tuple(one for one in shown if one.is_optional),
            self._taken(start, "") if start else (),
        )

    def _is_seen(self, name: str, field: Field) -> bool:
        """Whether a field is there at all: one seldom used only on request, or when filled."""
        is_filled = bool(self._fields.get(name)) or name in self._faults
        return self._is_wide or not field.is_extended or is_filled

    def _shown(self, name: str, field: Field) -> Shown:
        value = self._fields.get(name, "")
        label = field.label[self._index]
        number = name.split(".")[1] if "." in name else ""
        options, suggestions = self._options(field)
        return Shown(
            name=name,
            field=field,
            value=value,
            meaning=self._meaning(field, value),
            options=options,
            suggestions=suggestions,
            faults=self._taken(name, f"{label} [{number}]" if number else label),
            is_optional=not field.is_required and field.element not in SHOWN,
        )

    def _taken(self, name: str, label: str) -> tuple[Problem, ...]:
        """The faults of a field, which then stand beside it."""
        if name in self._faults:
            self._labels[name] = label or name
        return tuple(self._faults.get(name, ()))

    def _listed(self) -> Iterator[tuple[str, str, Problem]]:
        """Faults in the order of the form, then those that stand beside no field."""
        for name, label in self._labels.items():
            for problem in self._faults[name]:
                yield name, label, problem
        for name, problems in self._faults.items():
            if name not in self._labels:
                for problem in problems:
                    yield "", problem.where if problem.pointer else "", problem

    def _options(self, field: Field) -> tuple[tuple[tuple[str, str], ...], str]:
        """Codes to choose from, or the id of a list of suggestions."""
        if field.code_list == "hs":
            return (), "hs-goods"
        known = self._choices(field)
        if not known or field.is_list:
            return (), ""
        if len(known) <= SELECTED and field.code_list not in ("country", "currency"):
            return known, ""
        self._suggestions[f"list-{field.code_list}"] = known
        return (), f"list-{field.code_list}"

    def _choices(self, field: Field) -> tuple[tuple[str, str], ...]:
        if field.code_list == "country":
            return countries(self._language)
        if field.code_list == "currency":
            return tuple((code, "") for code in self._currencies)
        return tuple((code, words[self._index]) for code, words in field.choices.items())

    def _meaning(self, field: Field, value: str) -> str:
        if not value or not field.code_list:
            return ""
        if field.code_list == "country":
            return self._language.country(value) if len(value) == 2 else ""
        words = self._dictionary.codes.label(field.code_list, value)
        return words[self._index] if words else ""


# Fields that a rule asks for in most cases, shown though the dictionary does not insist.
SHOWN = frozenset(
    {
        "cut_mode", "container_no", "container_items", "item_net_mass", "inland_transport_mode",
        "voyage_no",
    }
)  # fmt: skip


def countries(language: Language) -> tuple[tuple[str, str], ...]:
    """Countries by ISO 3166-1 code, in the page's language."""
    return tuple(
        sorted(
            (code, str(name))
            for code, name in language.locale.territories.items()
            if len(code) == 2 and code.isalpha() and code not in NO_COUNTRY
        )
    )


NO_COUNTRY = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})
