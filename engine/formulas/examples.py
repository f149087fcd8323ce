"""How formulas are written, by example: for the editor and for the workbook's sheet of explanations."""

from __future__ import annotations

from .terms import gettext_noop

#: (what it is for, how it is written). The names are examples; the way between them is the language's.
EXAMPLES: tuple[tuple[str, str], ...] = (
    (gettext_noop("Fact against plan, no more than 100"), "min(in_time / rendered, 1) * 100"),
    (gettext_noop("A deduction for each case, not below 0"), "max(100 - 5 * overturned, 0)"),
    (gettext_noop("Kept between two values"), "clamp(100 - 10 * overtime, 0, 100)"),
    (
        gettext_noop("By steps; the sign says whether the limit itself belongs to the step"),
        "steps(spent / planned: >= 99% -> 100, >= 95% -> 80, else 0)",
    ),
    (
        gettext_noop("On straight lines between points"),
        "interpolate(repeated / appeals: 0% -> 100, 5% -> 50, 10% -> 0)",
    ),
    (
        gettext_noop("One of two; what cannot be counted leaves the denominator"),
        'if answers < 100 then not_counted("few_answers") else (survey_mean - 1) / 4 * 100',
    ),
    (
        gettext_noop("A part with a name of its own"),
        "let rate = upheld / rendered * 1000; max(100 - 50 * rate, 0)",
    ),
    (
        gettext_noop("Over each key performance indicator of the approved list, by its weight"),
        "weighted_mean(min(kpi_fact / kpi.plan, 1) * 100 by kpi.weight over kpi)",
    ),
    (
        gettext_noop("Over each budget programme, only some of them"),
        "mean(min(programme_fact / programme_plan, 1) * 100 over programme where programme_plan > 0)",
    ),
    (
        gettext_noop("Answers in each language, by the points of the choices"),
        "mean(points(site_contacts), points(site_services) over language) * 100",
    ),
    (
        gettext_noop("The share of one answer"),
        'share("yes" among site_contacts, site_services over language) * 100',
    ),
    (gettext_noop("How many elements of the list hold"), "count(kpi_fact >= kpi.plan over kpi)"),
    (gettext_noop("Against last year's value"), "if rendered > previous(rendered) then 100 else 50"),
    (
        gettext_noop("Against comparable bodies: the least, the greatest, the mean, the place"),
        "clamp(staff / peers_mean(staff) * 50, 0, 100)",
    ),
    (
        gettext_noop("A new body or item, of which last year is not known, by a way of its own"),
        "if known(previous(rendered)) then clamp(rendered / previous(rendered) * 50, 0, 100) else 50",
    ),
    (
        gettext_noop("How far above the middle of comparable bodies, in standard deviations"),
        "let d = peers_deviation(staff); if d = 0 then 50 else clamp(50 + 10 * (staff - peers_median(staff)) / d, 0, 100)",
    ),
    (
        gettext_noop("At most 50 if another indicator of the direction has no points"),
        'if otherwise(points_of("2.1.1.1"), 100) = 0 then min(x, 50) else x',
    ),
    (gettext_noop("Means"), "geometric_mean(a, b)"),
    (gettext_noop("In another unit"), 'convert(violations, "million_kzt")'),
    (gettext_noop("A remark for people"), "x * 100 # to the end of the line"),
)
