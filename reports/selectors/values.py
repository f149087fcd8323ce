"""From stored values to the formulas' values: of several hands' values the one that counts (A-VALUE-1), with its documents.

Found on appeal counts before all others: what a special commission found is final (c60, c61). Then verified by the
evaluator before the authority's register, statistics and survey, these before the report; a data item of the
methodology may say that the reported value counts before the verified one (`counts: reported`). The others are kept
in the provenance beside it, so that the trace shows both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from engine.formulas.arithmetic import plain
from engine.formulas.values import Datum, Values
from engine.methodology import MethodologyText
from evaluation.models import Body, Cycle, Office
from methodologies.models import KeyPerformanceIndicator
from reports.models import DatumValue, Provenance, ValueStatus
from reports.models.documents import named_document
from reports.models.values import ATTACHED

ORDER = (
    Provenance.APPEAL,
    Provenance.VERIFIED,
    Provenance.REGISTER,
    Provenance.STATISTICS,
    Provenance.SURVEY,
    Provenance.REPORTED,
)
REPORTED_FIRST = (Provenance.APPEAL, Provenance.REPORTED, *ORDER[1:-1])

#: The supplier of a data item that is a judgement on a declared scale.
EXPERT = "expert"

#: The hand of whoever answers for a data item at the authority, by its supplier.
HANDS = {
    "body": Provenance.VERIFIED,
    "authority": Provenance.REGISTER,
    "statistics": Provenance.STATISTICS,
    "survey": Provenance.SURVEY,
    EXPERT: Provenance.SURVEY,
}

#: The language's own reason, told in the methodology's words: the indicator or the body was not on the earlier list.
NOT_LISTED = "not_in_earlier_list"

ValueCell = tuple[str, str, str]  # item, language, row


#: The office whose act a hand is.
OFFICES = {
    Provenance.REPORTED: Office.PREPARER,
    Provenance.VERIFIED: Office.EVALUATOR,
    Provenance.REGISTER: Office.EVALUATOR,
    Provenance.STATISTICS: Office.EVALUATOR,
    Provenance.SURVEY: Office.EVALUATOR,
    Provenance.APPEAL: Office.APPROVER,
}


def as_datum(
    value: DatumValue,
    others: Iterable[DatumValue] = (),
    body: str = "",
    answers: Mapping[str, str] = MappingProxyType({}),
) -> Datum:
    """One stored value of ``body`` (its address) as the formulas read it, with where it comes from.

    ``answers`` has the code of now by the code that an answer had in the value's year, where it differs.
    """
    provenance = _provenance(value, body)
    beside = {
        other.provenance: {"value": _shown(other, answers), **_provenance(other, body, hand=False)}
        for other in others
    }
    if beside:
        provenance["beside"] = beside
    if value.status == ValueStatus.NOT_COUNTED:
        return Datum(None, value.reason, provenance)
    if value.choice:
        return Datum(answers.get(value.choice, value.choice), "", provenance)
    return Datum(_given(value), "", provenance)


def _provenance(value: DatumValue, body: str, *, hand: bool = True) -> dict[str, Any]:
    """Whose the value is: hand, office and its body, moment, documents, and of statistics source, day and checksum."""
    given_by = {"office": str(OFFICES[Provenance(value.provenance)])}
    giver = body if value.provenance == Provenance.REPORTED else value.given_for and value.given_for.slug
    if giver:
        given_by["body"] = giver
    found: dict[str, Any] = {"hand": value.provenance} if hand else {}
    found |= {
        "given_at": value.given_at.isoformat(),
        "given_by": given_by,
        "documents": [named_document(document) for document in value.attached],
    }
    if value.statistics is not None:
        found["statistics"] = {
            "source": value.statistics.source,
            "retrieved_on": value.statistics.retrieved_on.isoformat(),
            "sha256": value.statistics.sha256,
        }
    return found


def _given(value: DatumValue) -> Decimal:
    if value.number is None:
        raise TypeError(f"{value} is neither a number nor a choice: the database forbids it")
    return _trimmed(value.number)


def _trimmed(number: Decimal) -> Decimal:
    """The number without the column's trailing zeros, so that a trace shows what was given."""
    return Decimal(plain(number))


def _shown(value: DatumValue, answers: Mapping[str, str]) -> str:
    if value.status == ValueStatus.NOT_COUNTED:
        return value.reason
    return answers.get(value.choice, value.choice) or format(_given(value), "f")


def that_counts(
    values: Iterable[DatumValue], reported_first: bool = False
) -> tuple[DatumValue, list[DatumValue]]:
    """Of the values of one datum: the one that counts, and the others."""
    order = REPORTED_FIRST if reported_first else ORDER
    ranked = sorted(values, key=lambda value: order.index(Provenance(value.provenance)))
    return ranked[0], ranked[1:]


def values_of(methodology: MethodologyText, cycle: Cycle, bodies: Iterable[Body]) -> dict[int, Values]:
    """The values of each body in the cycle and the year before, as the formulas read them. Three queries.

    A body that gave nothing the year before, though others did, was not evaluated then: what a formula reads of that
    year is not counted, for nobody can give it any more (A-SCORE-7). One query more where there is such a body.
    """
    wanted = {body.pk: body for body in bodies}
    reported_first = {item.code for item in methodology.items if item.counts == "reported"}
    stored: dict[tuple[int, int], dict[ValueCell, list[DatumValue]]] = defaultdict(lambda: defaultdict(list))
    codes = {year: methodology.codes_in(year) for year in (cycle.year, cycle.year - 1)}
    rows = DatumValue.objects.filter(
        body_id__in=wanted, cycle__year__in=codes, item__in=[*codes[cycle.year - 1]], draft=False
    )
    for value in rows.select_related("cycle", "statistics", "given_for").prefetch_related(ATTACHED):
        item = codes[value.cycle.year].get(value.item)
        if item is not None:
            stored[value.body_id, value.cycle.year][item, value.language, value.row].append(value)
    kpis: dict[tuple[int, int], list[KeyPerformanceIndicator]] = defaultdict(list)
    if any(item.per == "kpi" for item in methodology.items):
        listed = KeyPerformanceIndicator.objects.filter(
            body_id__in=wanted, cycle__year__in=[cycle.year, cycle.year - 1]
        )
        for kpi in listed.select_related("cycle"):
            kpis[kpi.body_id, kpi.cycle.year].append(kpi)

    absent = {pk for pk in wanted if (pk, cycle.year - 1) not in stored}
    ran = bool(absent) and _looks_back(methodology) and _ran(cycle.year - 1, codes[cycle.year - 1])

    def made(body: Body, year: int, previous: Values | None) -> Values:
        not_then = ran and year < cycle.year and body.pk in absent
        data = _not_listed(methodology) if not_then else {}
        programmes: list[str] = []
        per = {item.code: item.per for item in methodology.items}
        answers = methodology.answers_in(year)
        for (item, language, row), hands in sorted(stored[body.pk, year].items()):
            counted, others = that_counts(hands, item in reported_first)
            element = language or row
            data[(item, element) if element else item] = as_datum(
                counted, others, body.slug, answers.get(item, {})
            )
            if per.get(item) == "programme" and row not in programmes:
                programmes.append(row)
        listed = [] if not_then else kpis[body.pk, year]
        for kpi in listed:
            order = {
                "hand": "order",
                "order": f"{kpi.order_number}, {kpi.order_date:%d.%m.%Y}",
                "given_by": {"office": str(Office.HEAD_OF_ADMINISTRATION)},
            }
            data["kpi.plan", kpi.code] = Datum(_trimmed(kpi.plan), "", order)
            data["kpi.weight", kpi.code] = Datum(_trimmed(kpi.weight), "", order)
            data["kpi.better", kpi.code] = Datum(kpi.better, "", order)
        elements = {
            "language": methodology.languages,
            "kpi": [kpi.code for kpi in listed],
            "programme": programmes,
        }
        return Values(data, body=body.slug, kind=body.kind, year=year, elements=elements, previous=previous)

    return {pk: made(body, cycle.year, made(body, cycle.year - 1, None)) for pk, body in wanted.items()}


def _looks_back(methodology: MethodologyText) -> bool:
    """Whether a formula reads the year before."""
    formulas = [indicator.formula for _direction, _criterion, indicator in methodology.indicators()]
    return any(
        "previous" in one for one in (*formulas, *(penalty.formula for penalty in methodology.penalties))
    )


def _ran(year: int, items: Iterable[str]) -> bool:
    """Whether anybody gave these data for the year. One query."""
    return DatumValue.objects.filter(cycle__year=year, item__in=[*items], draft=False).exists()


def _not_listed(methodology: MethodologyText) -> dict[str | tuple[str, str], Datum]:
    """The data of a body in a year in which it was not evaluated; those of lists have no element then."""
    data: dict[str | tuple[str, str], Datum] = {}
    for item in methodology.items:
        if item.per == "none":
            data[item.code] = Datum(None, NOT_LISTED)
        elif item.per == "language":
            data.update({(item.code, code): Datum(None, NOT_LISTED) for code in methodology.languages})
    return data
