"""What agreements say of origin, made ready to be asked: parties, profiles, product rules."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from entrepot.region.origin import OriginAgreement, OriginArticle, OriginParty, OriginRule
from entrepot.tariff.rules_of_origin import Span


@dataclass(frozen=True, slots=True)
class Profile:
    """An agreement as a determination reads it.

    Attributes:
        agreement: Its row.
        parties: Who is bound, and when.
        articles: What it says, by topic.
    """

    agreement: OriginAgreement
    parties: tuple[OriginParty, ...]
    articles: Mapping[str, OriginArticle]

    @property
    def code(self) -> str:
        """Its code, such as RCEP."""
        return self.agreement.code

    def is_party(self, country: str, on: date) -> bool:
        """Say whether the agreement binds a country on a day."""
        return any(one.country == country and on in one.valid for one in self.parties)

    def list_parties(self, on: date) -> frozenset[str]:
        """Countries the agreement binds on a day."""
        return frozenset(one.country for one in self.parties if on in one.valid)

    def cite(self, topic: str) -> str:
        """The article on a topic, as a trace cites it."""
        article = self.articles.get(topic)
        return f"{self.code} {article.article}" if article else self.code

    def weighs(self, code: str) -> bool:
        """Say whether a good's small rest may also be measured by weight."""
        return any(span.holds(code) for span in map(span_of, self._weight_chapters))

    @property
    def _weight_chapters(self) -> tuple[str, ...]:
        return self.agreement.de_minimis_weight_chapters


def span_of(text: str) -> Span:
    """Codes written `50-63`, or one code alone."""
    low, _, high = text.partition("-")
    return Span(low, high or low)


class OriginLaw:
    """Agreements by code, with their product rules.

    Args:
        agreements: One row an agreement.
        parties: Rows of all agreements.
        articles: Rows of all agreements.
        rules: Product rules of all agreements; where two hold for a code on a day, the one
            of the narrower span wins, then the later one.
    """

    def __init__(
        self,
        agreements: Iterable[OriginAgreement],
        parties: Iterable[OriginParty],
        articles: Iterable[OriginArticle],
        rules: Iterable[OriginRule] = (),
    ) -> None:
        bound, told = tuple(parties), tuple(articles)
        self.profiles: Mapping[str, Profile] = {
            row.code: Profile(
                row,
                tuple(one for one in bound if one.agreement == row.code),
                {one.topic: one for one in told if one.agreement == row.code},
            )
            for row in agreements
        }
        self.rules: tuple[OriginRule, ...] = tuple(rules)
        self._rules: dict[tuple[str, str], list[OriginRule]] = {}
        for rule in self.rules:
            self._rules.setdefault((rule.agreement, rule.hs_from[:2]), []).append(rule)
            for chapter in _chapters_behind(rule):
                self._rules.setdefault((rule.agreement, chapter), []).append(rule)

    def find_rules(
        self, agreement: str, code: str, edition: str, on: date
    ) -> tuple[OriginRule, ...]:
        """The product rules of a code, in the edition they are written on.

        Returns:
            Those of the narrowest span: one, or several where a table tells goods of one code
            apart.
        """
        fitting = [
            rule
            for rule in self._rules.get((agreement, code[:2]), ())
            if rule.edition == edition and on in rule.valid and _holds(rule, code)
        ]
        narrowest = max(map(_narrowness, fitting), default=None)
        latest = {rule.goods: rule for rule in sorted(fitting, key=_age)
                  if _narrowness(rule) == narrowest}  # fmt: skip
        return tuple(latest.values())

    def list_editions(self, agreement: str, on: date) -> tuple[str, ...]:
        """Editions of the HS that an agreement has product rules in, the newest first."""
        found = {
            rule.edition
            for (code, _), rules in self._rules.items()
            if code == agreement
            for rule in rules
            if rule.rule and on in rule.valid
        }
        return tuple(sorted(found, reverse=True))


def _holds(rule: OriginRule, code: str) -> bool:
    return Span(rule.hs_from, rule.hs_to).holds(code)


def _narrowness(rule: OriginRule) -> tuple[int, int]:
    return len(rule.hs_from), int(rule.hs_from) - int(rule.hs_to)


def _age(rule: OriginRule) -> str:
    return str(rule.valid_from or "")


def _chapters_behind(rule: OriginRule) -> list[str]:
    first, last = int(rule.hs_from[:2]), int(rule.hs_to[:2])
    return [f"{chapter:02}" for chapter in range(first + 1, last + 1)]
