"""The verbs of benchmarks over a desk."""

from collections.abc import Callable
from datetime import datetime

from entrepot.service import benchmark_editions as kept
from entrepot.service import measurements
from entrepot.service.desk import Desk
from entrepot.web.benchmark_verbs import BenchmarkVerbs


def bind_benchmarks(desk: Desk, now: Callable[[], datetime]) -> BenchmarkVerbs:
    """Bind the functions to a desk and to a clock."""
    window = desk.window
    return BenchmarkVerbs(
        list=lambda who: kept.list_editions(window, by=who, at=now()),
        keep=lambda who, raw, data, name: kept.keep_edition(
            window, raw, data, name, by=who, at=now()
        ),
        show=lambda who, name, edition: kept.show_edition(window, name, edition, by=who, at=now()),
        compare=lambda who, name, editions: kept.compare_editions(
            window, name, editions, by=who, at=now()
        ),
        simulate=lambda who, name, edition, reforms: kept.try_reforms(
            window, name, edition, reforms, by=who, at=now()
        ),
        measure=lambda who, period: measurements.measure(window, period, by=who, at=now()),
        keep_measured=lambda who, period: measurements.keep_measurements(
            window, period, by=who, at=now()
        ),
        cases=lambda who, what, period, where: measurements.show_cases(
            window, what, period, where, by=who, at=now()
        ),
        places=lambda: {
            desk.region.id: {"name": desk.region.name, "name_zh": desk.region.name_zh},
            **{
                one.id: {"name": one.name, "name_zh": one.name_zh}
                for one in desk.region.places.values()
            },
        },
    )
