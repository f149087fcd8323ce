"""Random methodologies, every part of them, for the tests of the file format."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from engine import methodology as m

texts = st.text(
    st.characters(codec="utf-8", exclude_categories=["C"], include_characters="\n\t"), min_size=1, max_size=40
).filter(lambda s: s.strip())
words = st.builds(m.Words, texts, texts, texts)
maybe_words = st.none() | words
numbers = st.decimals(-(10**9), 10**9, places=4, allow_nan=False)
amounts = st.decimals(0, 10**6, places=3, allow_nan=False)
codes = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,12}", fullmatch=True)
item_codes = st.from_regex(r"[a-z]_[a-z0-9_]{0,8}", fullmatch=True)
UNITS_OF = {"share": ["percent", "ratio"], "money": ["kzt", "million_kzt"]}
NUMERIC = "clamp(abs(1 - 2) * 50, 0, 100)"


def unique(count: int, of: st.SearchStrategy[str] = codes) -> st.SearchStrategy[list[str]]:
    return st.lists(of, min_size=count, max_size=count, unique=True)


@st.composite
def items(draw: st.DrawFn, code: str) -> m.DataItem:
    value = draw(st.sampled_from(m.VALUE_KINDS))
    choices: tuple[m.Choice, ...] = ()
    if value == "choice":
        found = draw(st.lists(codes, min_size=1, max_size=3, unique=True))
        former = draw(st.sampled_from([(), ("was.one",), ("was.one", "0_was")]))
        choices = tuple(
            m.Choice(c, draw(words), draw(st.none() | numbers), () if number else former)
            for number, c in enumerate(found)
            if c not in former
        ) or (m.Choice("only", draw(words), None),)
    per = draw(st.sampled_from(m.PER))
    unit = draw(
        st.sampled_from(
            UNITS_OF.get(value) or (["kzt", "ratio", "own"] if per == "kpi" else ["percent", "person"])
        )
    )
    low, high = sorted(
        [draw(numbers), draw(numbers)] if value == "number" else [draw(st.integers(0, 1)) + Decimal(0)] * 2
    )
    limits = (
        (None, None)
        if value == "choice"
        else draw(st.sampled_from([(None, None), (low, None), (None, high), (low, high)]))
    )
    lawful: Any = choices[0].code if choices else low
    supplier = draw(st.sampled_from(m.SUPPLIERS))
    evidence = draw(maybe_words)
    declared = {
        "jump": None if choices else draw(st.sampled_from([None, Decimal("12.5"), Decimal(50)])),
        "outlier": None if choices else draw(st.sampled_from([None, Decimal(3)])),
        "evidence_of_period": evidence is not None and draw(st.booleans()),
    }
    on = [check for check, threshold in declared.items() if threshold]
    stops = tuple(draw(st.sets(st.sampled_from(on)))) if on else ()
    declared |= {"stops": stops, "on_trial": tuple(check for check in on if check not in stops)}
    return m.DataItem(
        code, draw(words), unit,
        draw(st.sampled_from(m.PERIODS)), supplier, value,
        role=draw(st.sampled_from(m.ROLES)) if supplier != "body" else draw(st.sampled_from(["", *m.ROLES])),
        per=per, choices=choices, definition=draw(maybe_words), evidence=evidence,
        default=draw(st.sampled_from([None, lawful])) if limits != (None, high) else None,
        minimum=limits[0], maximum=limits[1], counts=draw(st.sampled_from(m.COUNTS)), **declared,
    )  # fmt: skip


@st.composite
def indicators(draw: st.DrawFn, code: str) -> m.Indicator:
    applies = st.builds(
        m.AppliesTo,
        st.lists(codes, max_size=2, unique=True).map(tuple),
        st.lists(codes, max_size=2, unique=True).map(tuple),
    )
    return m.Indicator(
        code, draw(words), draw(amounts) + 1, draw(st.sampled_from([NUMERIC, f"let a = 1;\n# remark: 'x'\n{NUMERIC} + a - 1\n"])),
        draw(st.sampled_from(m.INDICATOR_KINDS)), draw(st.integers(1, 10)), draw(st.sampled_from(["point", "percent"])),
        draw(st.sampled_from(m.DIRECTIONS_OF_BETTER)), draw(applies), draw(maybe_words),
        draw(st.builds(m.Requirements, *[maybe_words] * 6)), draw(maybe_words),
    )  # fmt: skip


@st.composite
def block_methodologies(draw: st.DrawFn) -> m.MethodologyText:
    indicator_codes, criterion_codes = draw(unique(5)), draw(unique(3))
    criteria = [
        m.Criterion(c, draw(words), draw(amounts) + 1, tuple(draw(indicators(i)) for i in part))
        for c, part in zip(
            criterion_codes, (indicator_codes[:1], indicator_codes[1:3], indicator_codes[3:4]), strict=True
        )
    ]
    first, second = draw(unique(2))
    directions = (
        m.Direction(
            first, draw(words), draw(st.sampled_from(m.ROLES)), draw(amounts) + 1, tuple(criteria[:2])
        ),
        m.Direction(
            second, draw(words), draw(st.sampled_from(m.ROLES)), draw(amounts) + 1, tuple(criteria[2:])
        ),
    )
    all_codes, unit_codes = draw(unique(5, item_codes)), draw(unique(2, item_codes))
    item_list = all_codes[:3]
    former = (draw(st.sampled_from([(), (all_codes[3],), tuple(all_codes[3:])])), (), ())
    return m.MethodologyText(
        draw(st.integers(2010, 2100)), draw(st.integers(1, 99)), draw(st.sampled_from(m.BLOCKS)), draw(words), directions,
        tuple(replace(draw(items(c)), formerly=codes) for c, codes in zip(item_list, former, strict=True)),
        (m.Penalty(indicator_codes[4], draw(words), "1 + 2", draw(st.none() | amounts)),) if draw(st.booleans()) else (),
        draw(st.builds(m.Rounding, *[st.none() | st.integers(0, 10)] * 4)), draw(st.sampled_from(m.RENORMALISE)),
        draw(st.integers(0, 100).map(Decimal)), draw(st.sampled_from([("kk", "ru"), ("kk",), ("ru", "kk", "en")])),
        (m.DeclaredUnit(unit_codes[0], draw(words)), m.DeclaredUnit(unit_codes[1], draw(words), unit_codes[0], draw(amounts) + 1)),
        tuple(m.DeclaredReason(c, draw(words)) for c in draw(unique(2, item_codes))), draw(st.booleans()), draw(maybe_words),
    )  # fmt: skip


@st.composite
def overall_methodologies(draw: st.DrawFn) -> m.OverallMethodologyText:
    steps = sorted(draw(st.lists(st.integers(1, 100), max_size=3, unique=True)), reverse=True)
    degrees = [
        m.Degree(c, Decimal(f), draw(words))
        for c, f in zip(draw(unique(len(steps) + 1, item_codes)), [*steps, 0], strict=True)
    ]
    return m.OverallMethodologyText(
        draw(st.integers(2010, 2100)), draw(st.integers(1, 99)), draw(words),
        tuple(m.BlockWeight(b, draw(amounts) + 1) for b in draw(st.sampled_from([(1, 2, 3), (2,), (3, 1)]))), tuple(degrees),
        m.OverallRounding(draw(st.none() | st.integers(0, 10))), draw(st.sampled_from(m.MISSING_BLOCK)), draw(st.booleans()),
        draw(maybe_words),
    )  # fmt: skip
