"""Who acts, for whom, and what that person may see."""

from collections.abc import Mapping
from dataclasses import dataclass, field

AGENCY_ROLES = {"quarantine_officer": "quarantine", "market_officer": "market"}
OFFICE_ROLES = frozenset({"document_officer", "inspector", "supervisor", "coast_officer"})


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or program acting for an organisation.

    Attributes:
        account: Who.
        organisation: For whom; its id.
        uscc: Credit code of the organisation.
        name, name_zh: What people call the organisation.
        roles: Roles held there.
        offices: Offices, or sites, that go with the roles.
        agency: Agency of an officer who is no customs officer.
        mandates: What a broker's live mandates let it do, by firm: file, amend, pay, origin,
            refund, all.
        credit_class: aeo, registered or dishonest.
        is_suspended: The firm may not be served.
        is_sandbox: What it does is a rehearsal, and marked.
    """

    account: str
    organisation: str
    uscc: str = ""
    name: str = ""
    name_zh: str = ""
    roles: frozenset[str] = frozenset()
    offices: tuple[str, ...] = ()
    agency: str = ""
    mandates: Mapping[str, frozenset[str]] = field(default_factory=dict)
    credit_class: str = "registered"
    is_suspended: bool = False
    is_sandbox: bool = False

    @property
    def scope(self) -> str:
        """Which rows are for these eyes: audit, office, agency, site, org, carrier, or none."""
        if "auditor" in self.roles:
            return "audit"
        if self.roles & OFFICE_ROLES:
            return "office"
        if self.agency:
            return "agency"
        if "port_operator" in self.roles:
            return "site"
        if self.roles & {"trader", "broker"}:
            return "org"
        return "carrier" if "carrier" in self.roles else ""

    @property
    def principals(self) -> tuple[str, ...]:
        """Firms whose live mandate a broker holds."""
        return tuple(self.mandates)

    def may_for(self, firm: str, what: str) -> bool:
        """Whether one may do something for a firm: one's own, or one's principal."""
        return firm == self.organisation or bool(
            self.mandates.get(firm, frozenset()) & {what, "all"}
        )

    @property
    def party(self) -> str:
        """The word of the release study for whom this one's time is counted."""
        for role in ("auditor", "coast_officer", "port_operator", "bank", "trader", "broker"):
            if role in self.roles:
                return role
        return min(self.roles, default="system")


SYSTEM = Actor("system", "", roles=frozenset({"system"}))
