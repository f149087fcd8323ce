"""The layout of methodology files: every key, its shape and what it means."""

from __future__ import annotations

from typing import Any

from engine import methodology as m
from engine.formulas.terms import Term, gettext_noop

from .compound_shapes import Applies, Key, ListOf, Object, WordsShape
from .shapes import Boolean, Number, NumberOrText, OneOf, Shape, Text, WeightNumber, Whole

WORDS = WordsShape()
CODE = Text(
    r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}",
    Term(gettext_noop('letters, digits, dots, hyphens, at most 40, such as "1.1"')),
    '"1.1"',
)
ITEM_CODE = Text(
    r"[a-z][a-z0-9_]{0,59}",
    Term(
        gettext_noop("small Latin letters, digits and _, beginning with a letter, such as services_rendered")
    ),
    "services_rendered",
)
FORMULA = Text(example="min(done / planned, 1) * 100")
WEIGHT = WeightNumber(least="0", example=Term(gettext_noop("the part of 100 that it has among its brothers")))
PLACES = Whole(least="0", most="10", example=Term(gettext_noop("a whole number from 0 to 10")))
FORMAT: dict[str, Shape] = {"format": OneOf((m.FORMAT,))}
CYCLES = range(2010, 2101)
CYCLE = Whole(least=str(CYCLES[0]), most=str(CYCLES[-1]), example="2018")
VERSION = Whole(least="1", most="1000", example="1")


def _requirements() -> Object:
    about = {
        "official_source": gettext_noop(
            "c18.1: official statistics, data of state bodies, or other information open to checking"
        ),
        "verifiable_collection": gettext_noop("c18.2: the way of collecting allows the data to be checked"),
        "unambiguous": gettext_noop("c18.3: evaluator and evaluated body read the definition alike"),
        "minimal_cost": gettext_noop("c18.4: the data cost as little time and as few resources as possible"),
        "comparability": gettext_noop("c18.5: data accumulate and can be compared between periods"),
        "coverage": gettext_noop(
            "c18.6: covers the body's activity and leads to good performance of its functions"
        ),
    }
    return Object(m.Requirements, *(Key(r, WORDS, required=False, about=about[r]) for r in m.REQUIREMENTS))


INDICATOR = Object(
    m.Indicator,
    Key("code", CODE),
    Key("name", WORDS),
    Key(
        "definition",
        WORDS,
        required=False,
        about=gettext_noop(
            "What is measured, so that evaluator and evaluated read it alike; needed for approval (c18.3)."
        ),
    ),
    Key("kind", OneOf(m.INDICATOR_KINDS)),
    Key(
        "source_kind",
        Whole(least="1", most="10", example=Term(gettext_noop("a whole number from 1 to 10"))),
        about=gettext_noop("The kind of source by c4, 1–10."),
    ),
    Key("unit", ITEM_CODE, required=False, always=True, about=gettext_noop("The unit of what is measured.")),
    Key(
        "better",
        OneOf(m.DIRECTIONS_OF_BETTER),
        required=False,
        always=True,
        about=gettext_noop("Whether more or less is better."),
    ),
    Key("weight", WEIGHT, about=gettext_noop("Weights of the indicators of a criterion add up to 100.")),
    Key(
        "applies_to",
        Applies(CODE),
        required=False,
        always=True,
        about=gettext_noop("The bodies it measures (c20)."),
    ),
    Key("formula", FORMULA, about=gettext_noop("Gives 0–100 points.")),
    Key(
        "requirements",
        _requirements(),
        required=False,
        about=gettext_noop("The six requirements of c18; needed for approval."),
    ),
    Key(
        "practice",
        WORDS,
        required=False,
        about=gettext_noop("The international practice it borrows from (c19)."),
    ),
)
CRITERION = Object(
    m.Criterion,
    Key("code", CODE),
    Key("name", WORDS),
    Key("weight", WEIGHT, about=gettext_noop("Weights of the criteria of a direction add up to 100.")),
    Key(
        "combine",
        OneOf(m.COMBINE),
        required=False,
        about=gettext_noop(
            "How its value is made of its parts: their mean by weight, unless it is said here that it is their "
            "geometric mean, or the least of them."
        ),
    ),
    Key("indicators", ListOf(INDICATOR, 1)),
)
DIRECTION = Object(
    m.Direction,
    Key("code", CODE),
    Key("name", WORDS),
    Key(
        "evaluator",
        OneOf(m.ROLES),
        about=gettext_noop("The authority that evaluates the direction, by its role in law."),
    ),
    Key("weight", WEIGHT, about=gettext_noop("Weights of the directions of a block add up to 100.")),
    Key(
        "combine",
        OneOf(m.COMBINE),
        required=False,
        about=gettext_noop(
            "How its value is made of its parts: their mean by weight, unless it is said here that it is their "
            "geometric mean, or the least of them."
        ),
    ),
    Key("criteria", ListOf(CRITERION, 1)),
)
PENALTY = Object(
    m.Penalty,
    Key("code", CODE),
    Key("name", WORDS),
    Key("formula", FORMULA, about=gettext_noop("The points to take off, 0 or more.")),
    Key(
        "limit", Number(least="0"), required=False, about=gettext_noop("Takes off at most this many points.")
    ),
)
CHOICE = Object(
    m.Choice,
    Key("code", CODE),
    Key("name", WORDS),
    Key(
        "points",
        Number(),
        required=False,
        about=gettext_noop("What points(item) gives for this choice."),
    ),
    Key(
        "formerly",
        ListOf(CODE, 1),
        required=False,
        about=gettext_noop("The codes that the choice had in earlier years, where answers stand under them."),
    ),
)
ITEM = Object(
    m.DataItem,
    Key("code", ITEM_CODE, about=gettext_noop("Formulas read the item by this code.")),
    Key("name", WORDS),
    Key("definition", WORDS, required=False, about=gettext_noop("How the value is counted.")),
    Key("unit", ITEM_CODE),
    Key("period", OneOf(m.PERIODS)),
    Key("supplier", OneOf(m.SUPPLIERS), about=gettext_noop("Who gives the value.")),
    Key(
        "role",
        OneOf(m.ROLES),
        required=False,
        about=gettext_noop("The authority that answers for it; not for supplier: body."),
    ),
    Key(
        "value",
        OneOf(m.VALUE_KINDS),
        about=gettext_noop("With a choice, its choices are listed by themselves."),
    ),
    Key("choices", ListOf(CHOICE), required=False),
    Key(
        "per",
        OneOf(m.PER),
        required=False,
        always=True,
        about=gettext_noop("Whether the body gives one value, or one for each element of a list."),
    ),
    Key(
        "evidence", WORDS, required=False, about=gettext_noop("The document that supports the value (c9.3).")
    ),
    Key("default", NumberOrText(), required=False, about=gettext_noop("Counts when nobody gave a value.")),
    Key("minimum", Number(), required=False, about=gettext_noop("The least lawful value.")),
    Key("maximum", Number(), required=False, about=gettext_noop("The greatest lawful value.")),
    Key(
        "counts",
        OneOf(m.COUNTS),
        required=False,
        about=gettext_noop("Which value counts when a re-verified one stands beside."),
    ),
    Key(
        "formerly",
        ListOf(ITEM_CODE, 1),
        required=False,
        about=gettext_noop("The codes that the item had in earlier years, where their values stand."),
    ),
    Key(
        "jump",
        Number(least="0", example=Term(gettext_noop("a number above 0"))),
        required=False,
        about=gettext_noop(
            "A difference from last year's value of more than so many per cent is to be explained."
        ),
    ),
    Key(
        "sum_of",
        ListOf(ITEM_CODE, 1),
        required=False,
        about=gettext_noop("The items of which the value is the sum; another value is to be explained."),
    ),
    Key(
        "outlier",
        Number(least="1", example=Term(gettext_noop("a number above 1"))),
        required=False,
        about=gettext_noop(
            "A value so many times greater or smaller than the median of comparable bodies is to be explained."
        ),
    ),
    Key(
        "evidence_of_period",
        Boolean(),
        required=False,
        about=gettext_noop("true where a document older than the reporting period is to be explained."),
    ),
    Key(
        "stops",
        ListOf(OneOf(m.CHECKS), 1),
        required=False,
        about=gettext_noop(
            "Which of these checks keep a report from being handed over until the value is mended."
        ),
    ),
    Key(
        "on_trial",
        ListOf(OneOf(m.CHECKS), 1),
        required=False,
        about=gettext_noop(
            "Which of these checks are new: they warn, and ask for nothing in their first year."
        ),
    ),
)
UNIT = Object(
    m.DeclaredUnit,
    Key("code", ITEM_CODE),
    Key("name", WORDS),
    Key(
        "base",
        ITEM_CODE,
        required=False,
        about=gettext_noop("Of which unit it is a multiple; that one stands above it, or is built in."),
    ),
    Key(
        "times",
        Number(least="0", example=Term(gettext_noop("a number above 0"))),
        required=False,
        about=gettext_noop("How many of the base unit it is."),
    ),
)
REASON = Object(
    m.DeclaredReason,
    Key("code", ITEM_CODE, about=gettext_noop("Formulas give the reason by this code.")),
    Key("name", WORDS),
)
ROUNDING = Object(
    m.Rounding,
    *(Key(level, PLACES, required=False) for level in ("indicator", "criterion", "direction", "block")),
)
METHODOLOGY = Object(
    m.MethodologyText,
    Key("cycle", CYCLE, about=gettext_noop("The reporting year.")),
    Key("version", VERSION, about=gettext_noop("The portal numbers the versions of a year itself.")),
    Key("block", OneOf(m.BLOCKS)),
    Key("title", WORDS),
    Key(
        "illustrative",
        Boolean(),
        about=gettext_noop("true while it is an example, not Kazakhstan's own text: every page says so."),
    ),
    Key("note", WORDS, required=False, about=gettext_noop("Shown above the text on its page.")),
    Key(
        "rounding", ROUNDING, about=gettext_noop("Decimal places, half up, at these levels and nowhere else.")
    ),
    Key(
        "renormalise",
        OneOf(m.RENORMALISE),
        required=False,
        always=True,
        about=gettext_noop("What becomes of the weight of what is not counted."),
    ),
    Key(
        "floor",
        Number(least="0", most="100", example=Term(gettext_noop("a number from 0 to 100"))),
        required=False,
        always=True,
        about=gettext_noop("Deductions never bring the block's score below this."),
    ),
    Key(
        "languages",
        ListOf(OneOf(m.LANGUAGES), 1),
        required=False,
        always=True,
        about=gettext_noop("What “over language” runs over."),
    ),
    Key("units", ListOf(UNIT), required=False),
    Key("reasons", ListOf(REASON), required=False),
    Key("directions", ListOf(DIRECTION, 1)),
    Key("penalties", ListOf(PENALTY), required=False),
    Key("items", ListOf(ITEM)),
    constants=FORMAT,
)
BLOCK_WEIGHT = Object(
    m.BlockWeight,
    Key("block", OneOf(m.BLOCKS)),
    Key("weight", WEIGHT, about=gettext_noop("Weights of the blocks add up to 100.")),
)
DEGREE = Object(
    m.Degree,
    Key("code", ITEM_CODE),
    Key(
        "from",
        Number(least="0", most="100"),
        field="from_",
        about=gettext_noop("Reached from this many points."),
    ),
    Key("name", WORDS),
)
OVERALL = Object(
    m.OverallMethodologyText,
    Key("cycle", CYCLE, about=gettext_noop("The reporting year.")),
    Key("version", VERSION),
    Key("title", WORDS),
    Key("illustrative", Boolean()),
    Key("note", WORDS, required=False),
    Key("rounding", Object(m.OverallRounding, Key("overall", PLACES, required=False))),
    Key("blocks", ListOf(BLOCK_WEIGHT, 1)),
    Key(
        "missing_block",
        OneOf(m.MISSING_BLOCK),
        required=False,
        always=True,
        about=gettext_noop("What becomes of the weight of a block that does not apply to a body."),
    ),
    Key("degrees", ListOf(DEGREE, 1)),
    constants={**FORMAT, "block": OneOf(("overall",))},
)


def json_schema() -> dict[str, Any]:
    """The JSON Schema of methodology files (the shape; what codes mean to one another is checked by the loader)."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Methodology of the annual evaluation of effectiveness",
        "description": "See docs/methodology-format.md.",
        "oneOf": [METHODOLOGY.schema(), OVERALL.schema()],
        "$defs": {"words": WORDS.definition()},
    }
