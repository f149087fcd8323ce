"""The design tokens: readable together, and the same wherever they are copied."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from commission import heatmap
from config import unfold
from evaluation import svg

CSS = Path(settings.BASE_DIR, "static/css")
TOKENS = (CSS / "tokens.css").read_text(encoding="utf-8")
SHEETS = ("sarap.css", "shell.css", "marks.css", "tables.css", "narrow.css", "admin.css", "pdf.css")
TEXT = 4.5  # AA, WCAG 2.2, 1.4.3
PART = 3.0  # AA, 1.4.11: what a control or a drawing needs to be told apart


def block(selector: str) -> dict[str, str]:
    """The colour tokens declared in the first rule of ``selector``."""
    body = re.search(re.escape(selector) + r"\s*\{(.*?)\}", TOKENS, re.DOTALL)
    assert body, selector
    return dict(re.findall(r"--([a-z0-9-]+):\s*(#[0-9a-f]{6})\s*;", body[1]))


NORMAL = block("\n:root")
HIGH = NORMAL | block('[data-contrast="high"]')
HEAT = [f"heat-{step}" for step in range(11)]

# Every pair that the style sheets put together: (text, ground).
TEXT_PAIRS = [
    *[("ink", ground) for ground in ("paper", "card", "teal-soft", "teal-pale", "gold-soft", "red-soft", "green-soft", *HEAT)],
    *[("muted", ground) for ground in ("paper", "card", "teal-pale")],
    *[("teal-ink", ground) for ground in ("paper", "card", "teal-soft", "teal-pale", "gold-soft", "red-soft", "green-soft")],
    ("teal", "card"), ("teal", "paper"),
    ("on-teal", "teal"), ("on-teal", "teal-ink"),
    ("gold-ink", "gold-soft"), ("gold-ink", "card"),
    ("red-ink", "red-soft"), ("red-ink", "card"), ("red-ink", "paper"), ("red-ink", "teal-pale"), ("red", "card"), ("red", "teal-pale"),
    ("green-ink", "green-soft"), ("green-ink", "card"), ("green", "card"), ("green", "teal-pale"),
    ("neutral-ink", "neutral-soft"),
]  # fmt: skip
PART_PAIRS = [
    ("line-strong", "card"), ("line-strong", "paper"),
    ("teal", "card"), ("teal", "teal-soft"), ("teal", "green-soft"), ("teal", "teal-pale"),
    ("gold", "card"), ("gold", "gold-soft"), ("red", "card"), ("red", "red-soft"), ("green", "card"), ("green", "green-soft"),
    ("focus", "paper"), ("focus", "card"),
]  # fmt: skip


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_itself() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("tokens", [NORMAL, HIGH], ids=["normal", "high"])
def test_every_text_is_readable(tokens: dict[str, str]) -> None:
    poor = {
        f"{text} on {ground}": round(contrast(tokens[text], tokens[ground]), 2)
        for text, ground in TEXT_PAIRS
        if contrast(tokens[text], tokens[ground]) < TEXT
    }
    assert not poor


@pytest.mark.parametrize("tokens", [NORMAL, HIGH], ids=["normal", "high"])
def test_every_part_can_be_told_apart(tokens: dict[str, str]) -> None:
    poor = {
        f"{part} on {ground}": round(contrast(tokens[part], tokens[ground]), 2)
        for part, ground in PART_PAIRS
        if contrast(tokens[part], tokens[ground]) < PART
    }
    assert not poor


def test_high_contrast_is_higher() -> None:
    for text, ground in TEXT_PAIRS:
        assert contrast(HIGH[text], HIGH[ground]) >= contrast(NORMAL[text], NORMAL[ground]) - 0.01, (
            text,
            ground,
        )
    assert contrast(HIGH["muted"], HIGH["paper"]) >= 7


def test_both_ways_to_high_contrast_give_the_same_tokens() -> None:
    assert block(':root:not([data-contrast="normal"])') == block('[data-contrast="high"]')


def test_pairs_in_the_style_sheets_are_pairs_that_are_checked() -> None:
    """A rule that sets both a text and a ground from tokens uses a pair of the list above."""
    for sheet in SHEETS:
        css = (CSS / sheet).read_text(encoding="utf-8")
        for body in re.findall(r"\{([^{}]*)\}", css):
            text = re.search(r"(?:^|;|\s)color:\s*var\(--([a-z0-9-]+)\)", body)
            ground = re.search(r"background(?:-color)?:\s*var\(--([a-z0-9-]+)\)", body)
            if text and ground:
                assert (text[1], ground[1]) in TEXT_PAIRS, (sheet, text[1], ground[1])


def test_colours_are_decided_in_one_place() -> None:
    """Style sheets take colours from tokens; the few written out are white, paper for print and a bar's track."""
    allowed = {"#fff", "#999", "#e6ebed", "#566870", "#d9e1e3"}
    for sheet in SHEETS:
        css = (CSS / sheet).read_text(encoding="utf-8")
        assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b", css)) <= allowed, sheet


def test_every_token_that_is_used_exists() -> None:
    known = set(re.findall(r"--([a-z0-9-]+):", TOKENS))
    for sheet in SHEETS:
        css = (CSS / sheet).read_text(encoding="utf-8")
        used = set(re.findall(r"var\(--([a-z0-9-]+)", css))
        own = set(re.findall(r"--([a-z0-9-]+):", css))
        assert used - known - own == set(), sheet


def test_copies_agree() -> None:
    assert tuple(NORMAL[name] for name in HEAT) == heatmap.COLOURS
    copies = {
        "ink": svg.INK, "muted": svg.MUTED, "line": svg.LINE, "line-strong": svg.LINE_STRONG, "card": svg.CARD,
        "teal": svg.TEAL, "teal-pale": svg.TEAL_PALE, "gold": svg.GOLD, "gold-ink": svg.GOLD_INK, "red": svg.RED,
        "red-ink": svg.RED_INK, "green-soft": svg.GREEN_SOFT, "green-ink": svg.GREEN_INK,
    }  # fmt: skip
    assert copies == {name: NORMAL[name] for name in copies}
    assert (
        unfold.BASE["50"],
        unfold.BASE["200"],
        unfold.BASE["400"],
        unfold.BASE["500"],
        unfold.BASE["900"],
    ) == tuple(NORMAL[name] for name in ("paper", "line", "line-strong", "muted", "ink"))
    assert (unfold.PRIMARY["100"], unfold.PRIMARY["600"], unfold.PRIMARY["700"]) == tuple(
        NORMAL[name] for name in ("teal-soft", "teal", "teal-ink")
    )


def test_scales_of_the_admin_grow_darker() -> None:
    for scale in (unfold.BASE, unfold.PRIMARY):
        shades = [luminance(colour) for colour in scale.values()]
        assert shades == sorted(shades, reverse=True)


def test_drawn_classes_are_styled_and_painted_alike() -> None:
    """A class of a drawing has a rule in the style sheet with the token of the same colour as its attribute."""
    css = (CSS / "tables.css").read_text(encoding="utf-8")
    by_colour = {
        colour: name
        for name, colour in NORMAL.items()
        if not name.startswith("heat") and name not in ("on-teal", "focus")
    }
    for name, paint in svg.PAINT.items():
        rule = re.search(r"svg \." + name + r"\s*\{(.*?)\}", css)
        assert rule, name
        for attribute in ("fill", "stroke"):
            colour = paint.get(attribute)
            if colour and colour != "none":
                declared = re.search(rf"(?<![-\w]){attribute}:\s*var\(--([a-z-]+)\)", rule[1])
                wanted = (name, attribute, by_colour[colour])
                assert declared, wanted
                assert NORMAL[declared[1]] == colour, wanted
