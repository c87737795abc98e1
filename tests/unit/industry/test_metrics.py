"""What becomes of projects, reckoned by hand."""

from datetime import date
from decimal import Decimal

from entrepot.industry.metrics import Life, life_of, measure
from entrepot.industry.pipeline import StageEvent

END = date(2024, 12, 31)


def life(name: str, *told: tuple[str, str, int | None], landed: int | None = None) -> Life:
    events = [
        StageEvent(seq, seq, f"{name}{seq}", date.fromisoformat(on), stage,
                   None if amount is None else Decimal(amount),
                   None if landed is None else Decimal(landed), "CNY" if amount else "", "x")
        for seq, (on, stage, amount) in enumerate(told, start=1)
    ]  # fmt: skip
    found = life_of(name, events, END)
    assert found is not None
    return found


LIVES = [
    life("A", ("2024-01-01", "lead", 100)),
    life("B", ("2024-01-01", "lead", 50), ("2024-03-01", "signed", 100)),
    life("C", ("2024-01-01", "lead", 100), ("2024-02-01", "signed", 60),
         ("2024-05-01", "construction", None), ("2024-06-01", "visited", None), landed=80),
    life("D", ("2024-01-01", "lead", 140), ("2024-04-01", "lost", None)),
]  # fmt: skip


def test_reached_counts_every_rung_up_to_the_highest_with_the_latest_promise() -> None:
    reached = {stage: (count, worth.single) for stage, count, worth in measure(LIVES).reached}

    assert reached["lead"] == (4, 400)
    assert reached["contacted"] == reached["signed"] == (2, 160)
    assert reached["construction"] == (1, 60)
    assert reached["trial"] == (0, None)


def test_conversion_is_by_count_and_by_money() -> None:
    found = {(one.before, one.after): one for one in measure(LIVES).conversion}

    assert (found["lead", "signed"].projects_pct, found["lead", "signed"].money_pct) == (50.0, 40.0)
    assert found["trial", "operation"].projects_pct is None
    assert found["lead", "trial"].money_pct == 0.0


def test_signed_and_never_started_is_told_though_another_went_back() -> None:
    found = measure(LIVES)

    assert [one.project for one in found.not_started] == ["B"]
    assert found.not_started_worth.single == 100


def test_landed_over_promised_and_unknown_is_no_zero() -> None:
    found = measure(LIVES)
    nothing = measure([life("X", ("2024-01-01", "lead", None))])

    assert (found.promised.single, found.landed.single, found.landed_share) == (400, 80, 0.2)
    assert (nothing.promised.single, nothing.promised.unknown, nothing.landed_share) == (
        None, 1, None
    )  # fmt: skip


def test_amounts_of_two_currencies_are_never_added() -> None:
    usd = LIVES[0]._replace(last=LIVES[0].last._replace(currency="USD"))
    found = measure([usd, LIVES[1]])

    assert found.promised.single is None
    assert found.promised.amounts == {"USD": 100, "CNY": 100}
    assert found.landed_share is None


def test_runs_end_with_another_rung_or_a_loss_and_others_are_open() -> None:
    days = {one.stage: one for one in measure(LIVES).stage_days}

    assert (days["lead"].entered, days["lead"].open) == (4, 1)
    assert days["lead"].median_days == 60  # 31, 60, 91, and one open: a half last beyond 60
    assert (days["signed"].entered, days["signed"].open, days["signed"].median_days) == (2, 1, 90)
    assert (days["visited"].open, days["visited"].median_days) == (1, None)
