"""Who acts, for whom, and what that person may see."""

from dataclasses import dataclass

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
        principals: Firms whose live mandate a broker holds.
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
    principals: tuple[str, ...] = ()
    credit_class: str = "registered"
    is_suspended: bool = False
    is_sandbox: bool = False

    @property
    def scope(self) -> str:
        """Which rows are for these eyes: audit, office, agency, site, org, or none at all."""
        if "auditor" in self.roles:
            return "audit"
        if self.roles & OFFICE_ROLES:
            return "office"
        if self.agency:
            return "agency"
        if "port_operator" in self.roles:
            return "site"
        return "org" if self.roles & {"trader", "broker"} else ""

    @property
    def party(self) -> str:
        """The word of the release study for whom this one's time is counted."""
        for role in ("auditor", "coast_officer", "port_operator", "bank", "trader", "broker"):
            if role in self.roles:
                return role
        return min(self.roles, default="system")


SYSTEM = Actor("system", "", roles=frozenset({"system"}))
