"""The verbs of the tariff room over a desk."""

from collections.abc import Callable
from datetime import datetime
from functools import cache, partial

from entrepot.service.controls import control_calendar, controls_on
from entrepot.service.desk import Desk
from entrepot.service.duty_answer import answer_duty
from entrepot.service.hs_desk import HsDesk
from entrepot.service.hs_line import read_day, show_line
from entrepot.service.hs_rulings import keep_ruling, list_rulings, show_ruling
from entrepot.service.landed_quotes import make_landed, tell_again
from entrepot.service.lapses import calendar_file
from entrepot.service.negative_list import check_negative_list, list_restrictions
from entrepot.service.pilot_zone import scenario_choices, try_pilot_zone
from entrepot.service.refund_rates import refund_rate
from entrepot.service.schedules import stored_refunds
from entrepot.service.tariff_desk import duty_choices, tariff_law
from entrepot.service.tariff_law import TariffLaw
from entrepot.web.tariff_verbs import TariffVerbs
from entrepot.web.verbs import Document, Fields

Asked = Callable[..., Document]


def bind_tariff(desk: Desk, now: Callable[[], datetime]) -> TariffVerbs:
    """Bind the functions to a desk and to a clock."""

    def today(verb: Asked, fields: Fields) -> Document:
        return verb(desk.window.reference, fields, today=now().date())

    @cache
    def law() -> TariffLaw:
        return tariff_law(desk)

    words = HsDesk(desk.database, desk.window.reference)

    return TariffVerbs(
        answer_duty=lambda case: answer_duty(law(), case, today=now().date()),
        make_landed=lambda case, keep: make_landed(desk, law(), case, at=now(), keep=keep),
        tell_landed=partial(tell_again, desk),
        duty_choices=lambda: duty_choices(law()),
        refund_rate=partial(today, partial(refund_rate, stored=stored_refunds(desk.database))),
        controls_on=partial(today, controls_on),
        control_calendar=partial(today, control_calendar),
        calendar_file=lambda document: calendar_file(document, at=now()),
        check_negative_list=partial(today, check_negative_list),
        list_restrictions=partial(today, list_restrictions),
        try_pilot_zone=lambda raw: try_pilot_zone(
            desk.window.reference, law, raw, today=now().date()
        ),
        zone_choices=lambda: scenario_choices(desk.window.reference),
        search_hs=lambda fields: words.search(fields, at=now()),
        browse_hs=words.browse,
        show_line=lambda code, day: show_line(desk, words, code, on=read_day(day, now().date())),
        keep_ruling=lambda fields, who: keep_ruling(words, fields, by=who, at=now()),
        show_ruling=lambda reference, who: show_ruling(words, reference, by=who, at=now()),
        list_rulings=lambda fields, who: list_rulings(words, fields, by=who, at=now()),
        currency=lambda: desk.region.currency,
        today=lambda: now().date().isoformat(),
    )
