"""The functions of the language: how many values each takes, over what it may run, and an example for its errors."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Function:
    """`least`/`most` values (`most` None: any number); `over` when it may run over a list; `rows` when it is a table."""

    least: int
    most: int | None
    example: str
    over: bool = False
    rows: bool = False


FUNCTIONS: dict[str, Function] = {
    "min": Function(2, None, "min(a, b)", over=True),
    "max": Function(2, None, "max(a, b)", over=True),
    "sum": Function(2, None, "sum(a, b)", over=True),
    "mean": Function(2, None, "mean(a, b)", over=True),
    "geometric_mean": Function(2, None, "geometric_mean(a, b)", over=True),
    "weighted_mean": Function(2, None, "weighted_mean(a by 40, b by 60)", over=True),
    "count": Function(2, None, "count(a > 1, b > 1)", over=True),
    "share": Function(2, None, "share(a > 1, b > 1)", over=True),
    "clamp": Function(3, 3, "clamp(x, 0, 100)"),
    "abs": Function(1, 1, "abs(x)"),
    "ln": Function(1, 1, "ln(x)"),
    "exp": Function(1, 1, "exp(x)"),
    "sqrt": Function(1, 1, "sqrt(x)"),
    "power": Function(2, 2, "power(x, 2)"),
    "round": Function(2, 2, "round(x, 2)"),
    "not_counted": Function(1, 1, 'not_counted("reason")'),
    "otherwise": Function(2, 2, "otherwise(x, 0)"),
    "convert": Function(2, 2, 'convert(x, "million_kzt")'),
    "points": Function(1, 1, "points(item)"),
    "points_of": Function(1, 1, 'points_of("1.1.1.1")'),
    "previous": Function(1, 1, "previous(x)"),
    "known": Function(1, 1, "known(previous(x))"),
    "peers_min": Function(1, 1, "peers_min(x)"),
    "peers_max": Function(1, 1, "peers_max(x)"),
    "peers_mean": Function(1, 1, "peers_mean(x)"),
    "peers_median": Function(1, 1, "peers_median(x)"),
    "peers_deviation": Function(1, 1, "peers_deviation(x)"),
    "peers_count": Function(1, 1, "peers_count(x)"),
    "peers_rank_high": Function(1, 1, "peers_rank_high(x)"),
    "peers_rank_low": Function(1, 1, "peers_rank_low(x)"),
    "steps": Function(1, 1, "steps(x: >= 99% -> 100, >= 95% -> 80, else 0)", rows=True),
    "interpolate": Function(1, 1, "interpolate(x: 0% -> 100, 10% -> 0)", rows=True),
    "choose": Function(1, 1, 'choose(item: "yes" -> 1, "partly" -> 0.9, "no" -> 0)', rows=True),
}

PEERS = frozenset(name for name in FUNCTIONS if name.startswith("peers_"))
MAX_YEARS_BACK = 5
