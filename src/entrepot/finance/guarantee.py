"""A guarantee and what leans on it: reserved, used, claimed; never more than its limit.

Every fen of the limit stands in one account: reserved, used, claimed or available. What is set
aside belongs to a reference, as a rule a declaration, and only what is set aside under it can
be freed, used or claimed under it.

Source: WINDOW 4.11. Tariff guarantee insurance names customs as the insured; the insurer pays
a claim within five working days.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias, get_args

from entrepot.kernel.errors import EntrepotError, MissingError, Problem, RefusedError
from entrepot.kernel.money import Money, total

Kind: TypeAlias = Literal["cash", "bank-letter", "insurance", "aeo-waiver"]
State: TypeAlias = Literal["registered", "active", "expired"]
MoveKind: TypeAlias = Literal["reserve", "free", "use", "claim"]
KINDS: tuple[Kind, ...] = get_args(Kind)
MOVES: tuple[MoveKind, ...] = get_args(MoveKind)

CUSTOMS = ("document_officer", "supervisor", "inspector")
ISSUERS: dict[Kind, tuple[str, ...]] = {
    "cash": ("bank", "document_officer", "supervisor"),
    "bank-letter": ("bank",),
    "insurance": ("insurer",),
    "aeo-waiver": ("document_officer", "supervisor"),
}


@dataclass(frozen=True, slots=True)
class Held:
    """What stands under one reference.

    Attributes:
        reserved: Set aside and neither freed nor used.
        used: Taken and not claimed from the issuer.
    """

    reserved: Money
    used: Money


@dataclass(frozen=True, slots=True)
class Guarantee:
    """An instrument and its accounts; a `kernel.cover.Cover`.

    Attributes:
        reference: Its name.
        kind: cash, bank-letter, insurance or aeo-waiver.
        state: registered until customs activate it; as it was written, see `state_on`.
        limit: Most that may stand in the other accounts together.
        reserved, used, claimed: The accounts.
        first, last: Days it may be reserved on, both inside; None is open.

    Example:
        >>> limit, nothing = Money(Decimal(500), "CNY"), Money(Decimal(0), "CNY")
        >>> letter = Guarantee("G", "bank-letter", "active", limit, nothing, nothing, nothing)
        >>> print(letter.reserve(Money(Decimal(200), "CNY")).available)
        300 CNY
    """

    reference: str
    kind: Kind
    state: State
    limit: Money
    reserved: Money
    used: Money
    claimed: Money
    first: date | None = None
    last: date | None = None

    @property
    def available(self) -> Money:
        """What can still be reserved."""
        return self.limit - self.reserved - self.used - self.claimed

    def state_on(self, on: date) -> State:
        """Its state on a legal day: expired after its last, whether or not anybody wrote so."""
        return "expired" if self.last is not None and on > self.last else self.state

    def reserve(self, amount: Money) -> "Guarantee":
        """Set an amount aside.

        Raises:
            RefusedError: Less is free.
        """
        if amount.amount > self.available.amount:
            raise RefusedError(beyond(self.reference, self.available))
        return replace(self, reserved=self.reserved + amount)

    def free(self, amount: Money) -> "Guarantee":
        """Give back what was set aside.

        Raises:
            ValueError: Less is set aside.
        """
        return replace(self, reserved=_less(self.reserved, amount))

    def use(self, amount: Money) -> "Guarantee":
        """Take what was set aside to pay the duty.

        Raises:
            ValueError: Less is set aside.
        """
        return replace(self, reserved=_less(self.reserved, amount), used=self.used + amount)

    def claim(self, amount: Money) -> "Guarantee":
        """Ask the issuer to pay what was used.

        Raises:
            ValueError: Less is used.
        """
        return replace(self, used=_less(self.used, amount), claimed=self.claimed + amount)


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move made of a guarantee.

    Attributes:
        guarantee: As it stands now.
        rows: What the ledger adds, kind and amount; a claim of what is only reserved uses it
            first.
    """

    guarantee: Guarantee
    rows: tuple[tuple[MoveKind, Money], ...]


def move(guarantee: Guarantee, kind: MoveKind, amount: Money, held: Held, on: date) -> Moved:
    """Reserve, free, use or claim an amount under a reference.

    Args:
        guarantee: As it stands.
        kind: What is done.
        amount: Above zero, in the money of the guarantee.
        held: What stands under the reference.
        on: Legal day.

    Raises:
        RefusedError: It is not active, expired (what was reserved before stays usable), too
            little is free, or too little stands under the reference.
    """
    if kind == "reserve":
        check_reservable(guarantee, on)
        return Moved(guarantee.reserve(amount), (("reserve", amount),))
    if guarantee.state == "registered":
        raise RefusedError(_not_active(guarantee.reference, "registered"))
    there = held.reserved + held.used if kind == "claim" else held.reserved
    if amount.amount > there.amount:
        raise RefusedError(_nothing_reserved(guarantee.reference, there))
    if kind == "free":
        return Moved(guarantee.free(amount), (("free", amount),))
    if kind == "use":
        return Moved(guarantee.use(amount), (("use", amount),))
    short = amount - min(amount, held.used, key=lambda money: money.amount)
    if not short.amount:
        return Moved(guarantee.claim(amount), (("claim", amount),))
    return Moved(guarantee.use(short).claim(amount), (("use", short), ("claim", amount)))


def check_reservable(guarantee: Guarantee, on: date) -> None:
    """Refuse a guarantee nothing may be set aside on that day.

    Raises:
        RefusedError: Customs have not activated it, its days have not begun, or are over.
    """
    state = guarantee.state_on(on)
    if state == "expired":
        raise RefusedError(_expired(guarantee))
    if state == "registered" or (guarantee.first is not None and on < guarantee.first):
        raise RefusedError(_not_active(guarantee.reference, state))


# Several instruments of one firm


def spread(amount: Money, guarantees: Sequence[Guarantee]) -> tuple[Money, ...] | None:
    """How much of an amount each guarantee takes, in their order; None where all are too little.

    One that covers the whole alone, the first such, takes it alone.
    """
    nothing = amount * 0
    for place, one in enumerate(guarantees):
        if one.available.amount >= amount.amount:
            return tuple(amount if n == place else nothing for n in range(len(guarantees)))
    parts, left = [], amount
    for one in guarantees:
        part = min(left, one.available, key=lambda money: money.amount)
        parts.append(part)
        left = left - part
    return tuple(parts) if not left.amount else None


def take_down(amount: Money, held: Sequence[Money]) -> tuple[Money, ...]:
    """How much of an amount is taken from what each guarantee holds, the first ones first.

    Raises:
        ValueError: All of them hold less.
    """
    parts, left = [], amount
    for one in held:
        part = min(left, one, key=lambda money: money.amount)
        parts.append(part)
        left = left - part
    if left.amount:
        raise ValueError(f"{amount} is more than what is set aside, {total(held, amount.currency)}")
    return tuple(parts)


# Opening and activating


def check_opening(kind: Kind, roles: Collection[str], credit_class: str) -> list[Problem]:
    """Why somebody may not open a guarantee of a kind for a firm; empty where he may.

    Args:
        kind: Kind of instrument.
        roles: Roles of who opens it.
        credit_class: Of the firm it stands for: aeo, registered, dishonest, or empty for none.
    """
    problems = []
    if not set(roles) & set(ISSUERS[kind]):
        problems.append(
            Problem(
                "guarantee.issuer", kind,
                f"a guarantee of kind {kind} is opened by {' or '.join(ISSUERS[kind])}.",
                "Sign in as the one who answers for it.",
                message_zh="您的角色不能开立此类担保。",
            )
        )  # fmt: skip
    if kind == "insurance" and credit_class == "dishonest":
        problems.append(
            Problem(
                "guarantee.dishonest", kind, "a dishonest firm takes no such insurance.",
                "Deposit cash.", "GACC notice on tariff guarantee insurance, 2018-11-01",
                message_zh="失信企业不得使用关税保证保险。",
            )
        )  # fmt: skip
    if kind == "aeo-waiver" and credit_class != "aeo":
        problems.append(
            Problem(
                "guarantee.not_aeo", kind, "only an authorised operator (AEO) is waived security.",
                "Open another kind.", message_zh="仅高级认证企业可免除担保。",
            )
        )  # fmt: skip
    return problems


def activate(guarantee: Guarantee, on: date) -> Guarantee:
    """Let customs accept a registered guarantee; one that is active stays as it is.

    Raises:
        RefusedError: Its days are over.
    """
    if guarantee.state_on(on) == "expired":
        raise RefusedError(_expired(guarantee))
    return replace(guarantee, state="active")


# Recount


@dataclass(frozen=True, slots=True)
class Recount:
    """What the moves of a guarantee add up to.

    Attributes:
        reserved, used, claimed: The accounts by the moves.
    """

    reserved: Money
    used: Money
    claimed: Money


def recount(moves: Sequence[tuple[MoveKind, Money]], currency: str) -> Recount:
    """Add up the moves of a guarantee."""
    sums = {kind: Money(Decimal(0), currency) for kind in MOVES}
    for kind, amount in moves:
        sums[kind] = sums[kind] + amount
    used = sums["use"] - sums["claim"]
    return Recount(sums["reserve"] - sums["free"] - sums["use"], used, sums["claim"])


def is_sound(guarantee: Guarantee, found: Recount) -> bool:
    """Whether the accounts are what the moves add up to, and within the limit."""
    accounts = Recount(guarantee.reserved, guarantee.used, guarantee.claimed)
    amounts = (*(getattr(found, name) for name in ("reserved", "used", "claimed")),)
    return (
        accounts == found
        and all(one.amount >= 0 for one in amounts)
        and guarantee.available.amount >= 0
    )


# What is said


def code_of(error: EntrepotError) -> str:
    """The code of the first problem of an error."""
    return error.problems[0].code


def beyond(reference: str, available: Money) -> Problem:
    """More was asked than is free."""
    return Problem(
        "guarantee.limit", reference, f"The guarantee has only {available} free.",
        "Pay, or open a further guarantee.", message_zh=f"担保可用额度仅{available}。",
    )  # fmt: skip


def unknown(reference: str) -> MissingError:
    """There is no such guarantee for these eyes."""
    return MissingError(
        Problem(
            "guarantee.unknown", reference[:40], "there is no such guarantee.",
            "List your guarantees.", message_zh="没有该担保。",
        )
    )  # fmt: skip


def _not_active(reference: str, state: State) -> Problem:
    told = "waits for customs to activate it" if state == "registered" else "has not begun"
    return Problem(
        "guarantee.not_active", reference, f"the guarantee {told}.",
        "Ask a customs officer to activate it, or wait for its first day.",
        message_zh="担保尚未生效。",
    )  # fmt: skip


def _expired(guarantee: Guarantee) -> Problem:
    return Problem(
        "guarantee.expired", guarantee.reference,
        f"the guarantee ended on {guarantee.last}: nothing more is set aside on it.",
        "What was reserved before stays; open another for new duty.",
        message_zh=f"担保已于{guarantee.last}到期，不再接受新的占用。",
    )  # fmt: skip


def _nothing_reserved(reference: str, there: Money) -> Problem:
    return Problem(
        "guarantee.nothing_reserved", reference,
        f"under this reference only {there} is set aside." if there.amount
        else "nothing is set aside under this reference.",
        "`entrepot guarantee show` tells what is set aside under which.",
        message_zh=f"该编号下占用额度仅{there}。" if there.amount else "该编号下没有占用额度。",
    )  # fmt: skip


def _less(held: Money, amount: Money) -> Money:
    if amount.amount > held.amount:
        raise ValueError(f"{amount} is more than the {held} set aside")
    return held - amount
