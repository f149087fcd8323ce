"""The drawings: what they say, what they escape, and that no label ever covers another."""

from __future__ import annotations

import datetime
import itertools
import re
import xml.etree.ElementTree as ET
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commission import heatmap
from evaluation import svg
from public import dot_strip, sparkline
from schedule import timeline

pytestmark = pytest.mark.slow

SVG = "{http://www.w3.org/2000/svg}"
WORDS = timeline.Words(
    title="Бағалау жылы",
    today="бүгін",
    states={"done": "орындалды", "due": "келесі", "upcoming": "алда", "late": "мерзімі өтті"},
)
# The longest words that a Kazakh milestone has, and a word that nothing can break.
LONG = (
    "кесте бекітілді",
    "есептік ақпарат уәкілетті органдарға",
    "бағалау нәтижелері туралы қорытындылар",
    "шағымданудан кейінгі қорытындылар",
    "блоктар бойынша қорытындылар",
    "мемлекеттік органдар қызметінің тиімділігін жалпы бағалау",
    "Президентке",
    "жауапкершілікке",
)
START = datetime.date(2018, 11, 28)
YEAR = (0, 85, 138, 173, 187, 201, 229)


def parse(drawing: str) -> ET.Element:
    return ET.fromstring(drawing)  # noqa: S314  our own markup


def milestone(
    label: str, offset: int, state: timeline.State = "upcoming", **more: object
) -> timeline.TimelinePoint:
    day = START + datetime.timedelta(days=offset)
    return timeline.TimelinePoint(label, day, f"{day.day} қар", state, **more)  # type: ignore[arg-type]


def boxes_of(drawing: str) -> list[tuple[Decimal, Decimal, Decimal, Decimal, str]]:
    """Every text of a drawing as (left, top, right, bottom, text), measured as the drawing measures."""
    boxes = []
    for text in parse(drawing).iter(f"{SVG}text"):
        size = Decimal(text.get("font-size", "13"))
        words = text.text or ""
        wide = svg.text_width(words, size, bold=text.get("font-weight") == "700")
        x, y = Decimal(text.get("x", "0")), Decimal(text.get("y", "0"))
        left = {"middle": x - wide / 2, "end": x - wide}.get(text.get("text-anchor", ""), x)
        boxes.append((left, y - size * Decimal("0.8"), left + wide, y + size * Decimal("0.2"), words))
    return boxes


def assert_apart(drawing: str) -> None:
    root = parse(drawing)
    width, height = (Decimal(part) for part in root.get("viewBox", "").split()[2:])
    boxes = boxes_of(drawing)
    for left, top, right, bottom, words in boxes:
        # a tenth of a pixel is lost where coordinates are rounded
        assert left >= Decimal("-0.2"), words
        assert right <= width + Decimal("0.2"), words
        assert top >= 0, words
        assert bottom <= height, words
    for one, other in itertools.combinations(boxes, 2):
        beside = one[2] <= other[0] + Decimal("0.2") or other[2] <= one[0] + Decimal("0.2")
        above = one[3] <= other[1] or other[3] <= one[1]
        assert beside or above, (one[4], other[4])
    for path in root.iter(f"{SVG}path"):
        if path.get("class") == "d-leader":
            x, start, end = (Decimal(part) for part in re.split("[MV ]", path.get("d", ""))[1:])
            for left, top, right, bottom, words in boxes:
                assert not (left < x < right and top < end and start < bottom), words


def assert_accessible(drawing: str) -> ET.Element:
    root = parse(drawing)
    assert root.get("role") == "img"
    ids = {element.get("id") for element in root.iter() if element.get("id")}
    assert root.get("aria-labelledby") in ids
    assert root.get("aria-describedby") in ids
    assert root.findtext(f"{SVG}title")
    assert not any("style" in element.attrib or element.tag == f"{SVG}style" for element in root.iter())
    return root


# --- the year's timeline -----------------------------------------------------------------------------


def test_the_year_says_its_milestones_and_where_today_stands() -> None:
    points = [
        milestone(label, offset, "done" if offset == 0 else "due" if offset == 85 else "upcoming")
        for label, offset in zip(LONG, YEAR, strict=False)
    ]
    drawn = timeline.draw(points, START + datetime.timedelta(days=82), WORDS)
    for drawing in (drawn.wide, drawn.medium, drawn.narrow):
        root = assert_accessible(drawing)
        assert_apart(drawing)
        assert "орындалды" in (root.findtext(f"{SVG}desc") or "")
        said = " ".join(text.text or "" for text in root.iter(f"{SVG}text"))
        for label in LONG[:7]:
            assert set(label.split()) <= set(said.split())
        assert "бүгін" in said
    assert len({parse(d).get("aria-labelledby") for d in (drawn.wide, drawn.medium, drawn.narrow)}) == 3


def test_late_is_said_in_words_and_extended_is_marked() -> None:
    points = [
        milestone("есептер", 0, "late"),
        milestone(
            "қорытындылар", 60, extended_to=START + datetime.timedelta(days=75), extended_label="11 ақп дейін"
        ),
        milestone("Президентке", 200),
    ]
    drawn = timeline.draw(points, START + datetime.timedelta(days=3), WORDS)
    for drawing in (drawn.wide, drawn.medium, drawn.narrow):
        texts = [words for *_, words in boxes_of(drawing)]
        assert "мерзімі өтті" in texts
        assert any("11 ақп" in words for words in texts)
        assert_apart(drawing)
    assert 'class="d-extension"' in drawn.wide


def test_today_far_from_the_year_is_left_out() -> None:
    points = [milestone("есептер", 0, "done"), milestone("Президентке", 200, "done")]
    drawn = timeline.draw(points, START + datetime.timedelta(days=900), WORDS)
    assert "бүгін" not in [words for *_, words in boxes_of(drawn.wide)]
    assert drawn.wide.count('class="d-past"') == 1  # the whole line is past


def test_no_milestones_is_an_error() -> None:
    with pytest.raises(ValueError, match="at least one"):
        timeline.draw([], START, WORDS)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(LONG), st.integers(0, 260), st.sampled_from(["done", "due", "upcoming", "late"])
        ),
        min_size=1,
        max_size=9,
    ),
    st.integers(-60, 320),
)
def test_labels_never_overlap(marks: list[tuple[str, int, timeline.State]], today: int) -> None:
    drawn = timeline.draw(
        [milestone(label, offset, state) for label, offset, state in marks],
        START + datetime.timedelta(days=today),
        WORDS,
    )
    for drawing in (drawn.wide, drawn.medium, drawn.narrow):
        assert_apart(drawing)


@given(st.lists(st.integers(0, 300), min_size=2, max_size=10).map(sorted))
def test_circles_keep_their_order_and_distance(offsets: list[int]) -> None:
    xs = timeline.positions([START + datetime.timedelta(days=n) for n in offsets], timeline.WIDE)
    assert all(later - sooner >= Decimal("23.9") for sooner, later in itertools.pairwise(xs))
    assert xs[0] >= 0
    assert xs[-1] <= timeline.WIDE


# --- the strip of scores -----------------------------------------------------------------------------

ZONES = (
    dot_strip.Zone(Decimal(0), Decimal(50), "төмен дәреже", "low"),
    dot_strip.Zone(Decimal(50), Decimal(90), "орташа дәреже", "middle"),
    dot_strip.Zone(Decimal(90), Decimal(100), "тиімділіктің жоғары дәрежесі", "high"),
)


def test_every_body_is_a_dot_with_its_name() -> None:
    dots = [dot_strip.Dot(Decimal(value), f"орган {value}") for value in (60, 81, 81, 81, 95)]
    rows = [
        dot_strip.StripRow("орталық мемлекеттік органдар", dots, Decimal(81), "медиана 81"),
        dot_strip.StripRow(
            "жергілікті атқарушы органдар",
            [dot_strip.Dot(Decimal(70), "өз", own=True, label="Минсельхоз 70,0")],
        ),
    ]
    drawn = dot_strip.draw(rows, ZONES, "Балдар", "Әр нүкте – орган")
    for drawing in (drawn.wide, drawn.medium, drawn.narrow):
        root = assert_accessible(drawing)
        assert_apart(drawing)
        titles = [circle.findtext(f"{SVG}title") for circle in root.iter(f"{SVG}circle")]
        assert titles == ["орган 60", "орган 81", "орган 81", "орган 81", "орган 95", "өз"]
        places = [(circle.get("cx"), circle.get("cy")) for circle in root.iter(f"{SVG}circle")]
        assert len(set(places)) == len(places), "dots hide one another"


@given(st.lists(st.decimals(0, 1000, places=1), min_size=1, max_size=40))
def test_the_swarm_hides_nobody(xs: list[Decimal]) -> None:
    apart = Decimal("12.5")
    offsets = dot_strip.swarm(xs, apart)
    for (x, y), (other_x, other_y) in itertools.combinations(zip(xs, offsets, strict=True), 2):
        assert (x - other_x) ** 2 + (y - other_y) ** 2 >= apart**2


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.decimals(0, 100, places=1), max_size=30),
    st.lists(st.decimals(30, 100, places=1), max_size=30),
)
def test_strip_labels_never_overlap(central: list[Decimal], local: list[Decimal]) -> None:
    rows = [
        dot_strip.StripRow(name, [dot_strip.Dot(value, str(value)) for value in values])
        for name, values in (
            ("орталық мемлекеттік органдар", central),
            ("жергілікті атқарушы органдар", local),
        )
    ]
    drawn = dot_strip.draw(rows, ZONES, "Балдар", "Әр нүкте – орган")
    for drawing in (drawn.wide, drawn.medium, drawn.narrow):
        assert_apart(drawing)


def test_a_score_stands_where_the_scale_says() -> None:
    rows = [dot_strip.StripRow("", [dot_strip.Dot(Decimal(value), str(value)) for value in (50, 75, 100)])]
    root = parse(dot_strip.draw(rows, (), "t", "d").wide)
    low, middle, high = (Decimal(circle.get("cx", "")) for circle in root.iter(f"{SVG}circle"))
    assert middle - low == high - middle
    ticks = {text.text: Decimal(text.get("x", "")) for text in root.iter(f"{SVG}text") if text.text}
    assert ticks["50"] == low
    assert ticks["100"] == high


@pytest.mark.parametrize("value", ["-1", "100.1"])
def test_a_score_out_of_bounds_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="between 0 and 100"):
        dot_strip.draw([dot_strip.StripRow("", [dot_strip.Dot(Decimal(value), "")])], (), "t", "d")


# --- heat --------------------------------------------------------------------------------------------


def test_heat_rises_with_the_score_and_covers_all_of_it() -> None:
    steps = [heatmap.step(Decimal(value) / 10) for value in range(1001)]
    assert steps == sorted(steps)
    assert set(steps) == set(range(11))
    assert (heatmap.step(0), heatmap.step(Decimal("94.9")), heatmap.step(95), heatmap.step(100)) == (
        0,
        9,
        10,
        10,
    )
    assert heatmap.css_class(None) == ""
    assert heatmap.css_class(Decimal(82)) == "heat heat-7"
    assert heatmap.colour(100) == heatmap.COLOURS[10]
    assert [low for _, low, _ in heatmap.legend()][1:] == [high for *_, high in heatmap.legend()][:-1]


@pytest.mark.parametrize("value", ["-0.1", "100.1"])
def test_heat_of_no_score_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="between 0 and 100"):
        heatmap.step(Decimal(value))


# --- the years of a body -----------------------------------------------------------------------------


def year(number: int, value: str | None) -> sparkline.Year:
    return sparkline.Year(
        number, None if value is None else Decimal(value), value or "–", f"{number}: {value}"
    )


def test_a_year_without_a_score_breaks_the_line() -> None:
    drawing = sparkline.draw(
        [year(2014, "70"), year(2015, "75"), year(2016, None), year(2017, "80"), year(2018, "81")], "t", "d"
    )
    root = assert_accessible(drawing)
    assert len([path for path in root.iter(f"{SVG}path") if path.get("class") == "d-line"]) == 2
    assert len(list(root.iter(f"{SVG}circle"))) == 4
    assert_apart(drawing)


def test_a_small_change_looks_small() -> None:
    root = parse(sparkline.draw([year(2017, "80.0"), year(2018, "80.2")], "t", "d"))
    first, last = (Decimal(circle.get("cy", "")) for circle in root.iter(f"{SVG}circle"))
    assert 0 < first - last < 3


def test_one_year_and_none() -> None:
    assert sparkline.draw([year(2018, None)], "t", "d") == ""
    assert_apart(sparkline.draw([year(2018, "81.4")], "t", "d"))


# --- what all share ----------------------------------------------------------------------------------


def test_what_comes_from_outside_is_escaped() -> None:
    nasty = '</title><script>alert("1")</script>&'
    drawings = [
        *vars_of(timeline.draw([timeline.TimelinePoint(nasty, START, nasty, "done")], START, timeline.Words(nasty, nasty, {"done": nasty}))),
        *vars_of(dot_strip.draw([dot_strip.StripRow(nasty, [dot_strip.Dot(Decimal(70), nasty, own=True, label=nasty)])], [dot_strip.Zone(Decimal(60), Decimal(100), nasty, "high")], nasty, nasty)),
        sparkline.draw([sparkline.Year(2018, Decimal(70), nasty, nasty)], nasty, nasty),
    ]  # fmt: skip
    for drawing in drawings:
        root = parse(drawing)
        assert not list(root.iter(f"{SVG}script"))
        assert "<script" not in drawing
        assert nasty in "".join(root.itertext())


def vars_of(drawing: timeline.Timeline | dot_strip.Strip) -> list[str]:
    return [drawing.wide, drawing.medium, drawing.narrow]


def test_attribute_values_are_escaped() -> None:
    assert svg.Element("g", {"class": 'a"<'}).render() == "<g class='a\"&lt;'/>"


def test_widths_are_those_of_the_typeface() -> None:
    """The table of widths is Inter's own, so that labels placed here stand as placed in a browser."""
    from fontTools.subset import Subsetter
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    from config.staticfiles import vendor_path

    letters = "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯӘҒҚҢӨҰҮҺІабвгдеёжзийклмнопрстуфхцчшщъыьэюяәғқңөұүһіAaZz.,—№"
    for bold, weight in ((False, 400), (True, 700)):
        font = TTFont(vendor_path("vendor/fonts/Inter.ttf"))
        subsetter = Subsetter()
        subsetter.populate(text=letters)
        subsetter.subset(font)
        instantiateVariableFont(font, {"wght": weight, "opsz": 14}, inplace=True)
        names, advances, em = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
        for letter in letters:
            real = advances[names[ord(letter)]][0] * 100 / em
            assert abs(svg.text_width(letter, 100, bold=bold) - Decimal(real)) <= 1, letter


def test_an_unknown_letter_counts_as_the_widest() -> None:
    assert svg.text_width("漢", 10) == 11


@given(st.text(alphabet="абвқ ", max_size=60), st.integers(20, 200))
def test_wrapping_loses_no_word(text: str, width: int) -> None:
    lines = svg.wrap(text, width, 13)
    assert " ".join(lines).split() == text.split()
    assert all(svg.text_width(line, 13) <= width or " " not in line for line in lines)
