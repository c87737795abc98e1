"""What the pages and the API ask of the single window: one call a thing a person can do.

A verb that acts takes `who` first: the account and the organisation it acts for, as
`sessions.who_asks` gives it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from entrepot.service.accounts import SignedIn, Visitor
from entrepot.web.benchmark_verbs import BenchmarkVerbs
from entrepot.web.bonded_verbs import BondedVerbs
from entrepot.web.booking_verbs import BookingVerbs
from entrepot.web.ecommerce_verbs import EcommerceVerbs
from entrepot.web.enterprise_verbs import EnterpriseVerbs
from entrepot.web.exporter_verbs import ExporterVerbs
from entrepot.web.finance_verbs import FinanceVerbs
from entrepot.web.fund_verbs import FundVerbs
from entrepot.web.green_verbs import GreenVerbs
from entrepot.web.index_verbs import IndexVerbs
from entrepot.web.notice_verbs import NoticeVerbs
from entrepot.web.officer_verbs import OfficerVerbs
from entrepot.web.pipeline_verbs import PipelineVerbs
from entrepot.web.plan_verbs import PlanVerbs
from entrepot.web.port_verbs import PortVerbs
from entrepot.web.roll_verbs import RollVerbs
from entrepot.web.scenario_verbs import ScenarioVerbs
from entrepot.web.sharing_verbs import SharingVerbs
from entrepot.web.steward_verbs import StewardVerbs
from entrepot.web.trader_verbs import TraderVerbs
from entrepot.web.train_verbs import TrainVerbs

Document = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowVerbs:
    """The window's functions, bound to a database and to this machine's clock.

    Attributes:
        sign_in: Account and password to a session for a browser; raises `SignInError` or
            `TooManyError`.
        sign_in_client: The same for a program, by its id and secret.
        sign_out: Ends the session of a token.
        find_visitor: A token and its kind (`person` for a cookie, `client` for a bearer
            token) to who shows it, or None.
        switch_organisation: Lets the session of a token act for another organisation.
        show_account: Who to the account, its memberships and mandates.
        list_sandbox_accounts: Accounts of the rehearsal, whose passwords are their names.
        officers: What officers, sites, overseers and the public ask; None serves traders alone.
        traders: What traders and brokers ask; None serves the others alone.
        sharing: What partner customs ask, and messages; None serves neither.
        scenarios: What those ask who keep scenarios; None keeps none.
        bookings: Departures and bookings; None serves neither.
        finance: Guarantees, refunds and the calendar; None serves none of them.
        port: What is asked of the land port; None serves nothing of it.
        fund: The development fund and questions of small exporters; None serves none.
        green: Green channels; None serves none.
        plans: Programmes and alerts; None serves neither.
        indices: Observations and kept indices; None serves neither.
        pipelines: Projects, their events and lists; None serves none of it.
        enterprises: The register of firms; None serves none of it.
        stewards: Cases of firms; None serves none.
        notices: Notices of what is due and calendars; None serves neither.
        rolls: Registers and panels; None serves none.
        benchmarks: Benchmarks that are kept; None serves none.
        exporters: Credit insurance and service firms' books; None serves neither.
        trains: What is asked of trains and messages; None serves none of them.
        ecommerce: E-commerce and express lists, offshore deals; None serves none.
        bonded: What is asked about goods under bond; None serves none of it.
    """

    sign_in: Callable[[str, str], SignedIn]
    sign_in_client: Callable[[str, str], SignedIn]
    sign_out: Callable[[str], None]
    find_visitor: Callable[[str, str], Visitor | None]
    switch_organisation: Callable[[str, str], None]
    show_account: Callable[[str], Document]
    list_sandbox_accounts: Callable[[], list[str]]
    officers: OfficerVerbs | None = None
    traders: TraderVerbs | None = None
    sharing: SharingVerbs | None = None
    scenarios: ScenarioVerbs | None = None
    bookings: BookingVerbs | None = None
    finance: FinanceVerbs | None = None
    port: PortVerbs | None = None
    trains: TrainVerbs | None = None
    ecommerce: EcommerceVerbs | None = None
    fund: FundVerbs | None = None
    green: GreenVerbs | None = None
    plans: PlanVerbs | None = None
    indices: IndexVerbs | None = None
    pipelines: PipelineVerbs | None = None
    enterprises: EnterpriseVerbs | None = None
    stewards: StewardVerbs | None = None
    notices: NoticeVerbs | None = None
    rolls: RollVerbs | None = None
    benchmarks: BenchmarkVerbs | None = None
    exporters: ExporterVerbs | None = None
    bonded: BondedVerbs | None = None
