"""What stands between a methodology's draft and its approval, and the reading of a file into a draft (c17–c20).

A fault is (path, sentence): the path names the place by codes, "directions[1.1].criteria[1.1.1].weight".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import yaml
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from engine import methodology as plain
from engine.compiled import compile_methodology
from engine.formulas import tree
from engine.formulas.errors import guiding, nearest
from engine.methodology_files import read_methodology
from engine.methodology_format import FileProblem, load
from engine.methodology_format.layout import METHODOLOGY, OVERALL
from engine.weights import Weight, summed, weight_text
from evaluation.models import Body
from evaluation.models.bodies import MEASURED_KINDS
from evaluation.presentation import clause_label, decimal_text
from evaluation.refusals import FieldFault, Refusal
from evaluation.routing import DIRECTIONS
from methodologies.content import methodology_of, overall_of, text_of
from methodologies.earlier_codes import never_had
from methodologies.models import Methodology, Subject
from methodologies.supply import unsupplied

Fault = tuple[str, str]

#: The six requirements of c18 as people know them, by their key in the format.
REQUIREMENT_LABELS = {
    "official_source": gettext_lazy("rests on official statistics and other verifiable information"),
    "verifiable_collection": gettext_lazy("the way of collecting can be checked"),
    "unambiguous": gettext_lazy("is understood alike by the evaluator and the evaluated"),
    "minimal_cost": gettext_lazy("costs as little time and means as possible"),
    "comparability": gettext_lazy("is comparable over the years"),
    "coverage": gettext_lazy("covers the body's work"),
}


def faults_of(record: Methodology) -> list[Fault]:
    """What keeps the methodology from being sent on and approved; empty when nothing does."""
    if record.subject == Subject.OVERALL:
        return list(_weights("blocks", [block.weight for block in overall_of(record).blocks]))
    methodology = methodology_of(record)
    faults = list(_parts_faults(methodology))
    for direction, criterion, indicator in methodology.indicators():
        path = _path(direction, criterion, indicator)
        if indicator.definition is None:
            faults.append(
                (
                    f"{path}.definition",
                    _("Indicator %(code)s: define it (%(clause)s).")
                    % {"code": indicator.code, "clause": _cited("c18.3")},
                )
            )
        faults += [
            (
                f"{path}.requirements.{key}",
                _("Indicator %(code)s: answer in words how it “%(requirement)s” (%(clause)s).")
                % {
                    "code": indicator.code,
                    "requirement": REQUIREMENT_LABELS[key],
                    "clause": _cited(f"c18.{number}"),
                },
            )
            for number, key in enumerate(plain.REQUIREMENTS, start=1)
            if getattr(indicator.requirements, key) is None
        ]
    faults += _that_read_nothing(methodology)
    faults += _scales(methodology)
    faults += _strange_directions(methodology)
    faults += _strange_bodies(methodology)
    faults += never_had(record, methodology)
    return faults + _shared_items(record, methodology) + unsupplied(record, methodology)


def _that_read_nothing(methodology: plain.MethodologyText) -> Iterator[Fault]:
    """Formulas that read no data and run over no list: they would give every body the same, from no source (c18.1)."""
    compiled = compile_methodology(methodology)
    owners = [
        (f"{_path(direction, criterion, one)}.formula", compiled.indicators[id(one)].formula)
        for direction, criterion, one in methodology.indicators()
    ]
    owners += [(f"penalties[{penalty.code}].formula", formula) for penalty, formula in compiled.penalties]
    for path, formula in owners:
        if not any(isinstance(node, tree.Name | tree.Over) for node in tree.walk(formula.tree)):
            said = _("The formula reads no data: it would give every body the same (%(clause)s).")
            yield path, said % {"clause": _cited("c18.1")}


def _parts_faults(methodology: plain.MethodologyText) -> Iterator[Fault]:
    """Brothers' weights that do not add up to 100."""
    yield from _weights("directions", [part.weight for part in methodology.directions])
    for direction in methodology.directions:
        path = f"directions[{direction.code}].criteria"
        yield from _weights(path, [part.weight for part in direction.criteria])
        for criterion in direction.criteria:
            weights = [indicator.weight for indicator in criterion.indicators]
            yield from _weights(f"{path}[{criterion.code}].indicators", weights)


def _weights(path: str, weights: Sequence[Weight]) -> Iterator[Fault]:
    total = summed(weights)
    if total != plain.WHOLE:
        yield (
            path,
            _("The weights here add up to %(total)s; they must add up to 100.")
            % {"total": decimal_text(total, get_language() or "kk")},
        )


def _path(direction: plain.Direction, criterion: plain.Criterion, indicator: plain.Indicator) -> str:
    return f"directions[{direction.code}].criteria[{criterion.code}].indicators[{indicator.code}]"


def _cited(clause: str) -> str:
    return clause_label(clause, get_language() or "kk")


def _scales(methodology: plain.MethodologyText) -> Iterator[Fault]:
    """Experts' judgements without a declared scale: marks are given only on one (c9.3, c18.3)."""
    for item in methodology.items:
        if item.supplier != "expert" or item.value == "choice":
            continue
        for key, limit in (("minimum", item.minimum), ("maximum", item.maximum)):
            if limit is None:
                yield (
                    f"items[{item.code}].{key}",
                    _("%(item)s: an expert judges on a declared scale; give its minimum and maximum.")
                    % {"item": item.code},
                )


def _strange_directions(methodology: plain.MethodologyText) -> list[Fault]:
    """Directions other than those that the Decree gives to the authorities: nobody would evaluate them (c23–c28, c30–c38)."""
    lawful = {code: part for code, part in DIRECTIONS.items() if part.block == methodology.block}
    named = {direction.code: direction for direction in methodology.directions}
    faults = [
        (f"directions[{code}]", _("The Decree names no authority for direction %(code)s.") % {"code": code})
        for code in named
        if code not in lawful
    ]
    faults += [
        ("directions", _("Direction %(code)s is missing.") % {"code": code})
        for code in lawful
        if code not in named
    ]
    faults += [
        (
            f"directions[{code}].evaluator",
            _("Direction %(code)s is evaluated by another authority under %(clause)s.")
            % {"code": code, "clause": _cited(lawful[code].clause)},
        )
        for code, direction in named.items()
        if code in lawful and direction.evaluator != lawful[code].ordinary
    ]
    return faults


def _strange_bodies(methodology: plain.MethodologyText) -> list[Fault]:
    """Kinds and bodies of `applies_to` that the register does not know: the indicator would measure nobody (c20)."""
    named = [one for one in methodology.indicators() if one[2].applies_to != plain.AppliesTo()]
    if not named:
        return []
    register = dict(Body.objects.filter(kind__in=MEASURED_KINDS).values_list("slug", "kind"))
    faults = []
    for direction, criterion, indicator in named:
        to, path = indicator.applies_to, f"{_path(direction, criterion, indicator)}.applies_to"
        for key, codes, known, said in (
            (
                "kinds",
                to.kinds,
                list(MEASURED_KINDS),
                _("There is no kind of bodies %(code)s; there are: %(known)s."),
            ),
            ("bodies", to.bodies, list(register), _("The register has no body %(code)s that is evaluated.")),
        ):
            for code in codes:
                if code not in known:
                    sentence = said % {"code": code, "known": ", ".join(MEASURED_KINDS)}
                    near = nearest(code, known)
                    faults.append((f"{path}.{key}", guiding(sentence, near, _, {"code": code})))
        if not any(to.covers(slug, kind) for slug, kind in register.items()):
            sentence = _("Indicator %(code)s measures no body of the register (%(clause)s).")
            faults.append((path, sentence % {"code": indicator.code, "clause": _cited("c20")}))
    return faults


def _shared_items(record: Methodology, methodology: plain.MethodologyText) -> list[Fault]:
    """Items that another block of the cycle describes otherwise: one datum has one description (c18.4)."""
    others = (
        Methodology.objects.filter(cycle_id=record.cycle_id)
        .exclude(subject__in=[record.subject, Subject.OVERALL])
        .order_by("subject", "-version")
        .distinct("subject")
        .defer("document")
    )
    faults = []
    for other in others:
        known = {item.code: item for item in methodology_of(other).items}
        faults += [
            (
                f"items[{item.code}]",
                _(
                    "The methodology of block %(block)s describes “%(item)s” otherwise; one datum has one description."
                )
                % {"block": other.subject, "item": text_of(item.name)},
            )
            for item in methodology.items
            if item.code in known and known[item.code] != item
        ]
        faults += [
            (
                f"items[{item.code}].code",
                _(
                    "The methodology of block %(block)s calls “%(item)s” %(code)s; one datum has one code. "
                    "Change it in both, or in neither."
                )
                % {"block": other.subject, "item": text_of(item.name), "code": code},
            )
            for item in methodology.items
            for code in _called_otherwise(item, known)
        ]
    return faults


def _called_otherwise(item: plain.DataItem, known: Mapping[str, plain.DataItem]) -> Iterator[str]:
    """The codes of another block's items that are this datum: by a code that one of the two had in earlier years."""
    for code, other in known.items():
        if code != item.code and (code in item.formerly or item.code in other.formerly):
            yield code


def document_of(source: bytes | str) -> dict[str, Any]:
    """A methodology file (YAML, or an Excel workbook) as the plain document that is stored.

    Raises Refusal with every fault at its line, of a workbook at its sheet and cell.
    """
    found = read_methodology(source)
    if isinstance(found, list):
        raise _refused(found, with_lines=True)
    return _stored(found)


def checked_document(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document in the canonical form that is stored. Raises Refusal with every fault at its path.

    Takes what `yaml.safe_load` makes of a file, or what is stored already.
    """
    found = load(yaml.dump(_plain(document), Dumper=_Exact, allow_unicode=True, sort_keys=False, width=1000))
    if isinstance(found, list):
        raise _refused(found, with_lines=False)
    return _stored(found)


class _Exact(yaml.SafeDumper):
    """Writes decimals as plain numbers, and everything that is text in quotes where it could be read otherwise."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _decimal(dumper: _Exact, number: Decimal) -> yaml.ScalarNode:
    text = format(number, "f")
    return dumper.represent_scalar(f"tag:yaml.org,2002:{'float' if '.' in text else 'int'}", text)


_Exact.add_representer(Decimal, _decimal)


def _plain(data: Any) -> Any:
    """JSON values with every fraction as the Decimal that it writes."""
    if isinstance(data, Mapping):
        return {str(key): _plain(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_plain(value) for value in data]
    if isinstance(data, Fraction):
        return weight_text(data)
    return Decimal(repr(data)) if isinstance(data, float) else data


def _stored(methodology: plain.MethodologyText | plain.OverallMethodologyText) -> dict[str, Any]:
    shape = OVERALL if isinstance(methodology, plain.OverallMethodologyText) else METHODOLOGY
    document: dict[str, Any] = _json(shape.dump(methodology), "")
    return document


def _json(data: Any, path: str) -> Any:
    """Decimals as JSON numbers. A fraction of up to 15 digits survives JSON unchanged (its shortest text is itself);
    a longer one is refused rather than rounded."""
    if isinstance(data, Mapping):
        return {key: _json(value, f"{path}.{key}" if path else key) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_json(value, path) for value in data]
    if not isinstance(data, Decimal):
        return data
    if data == data.to_integral_value():
        return int(data)
    number = float(data)
    if Decimal(repr(number)) != data:
        sentence = _("%(number)s has too many digits; at most 15 are kept.") % {"number": data}
        raise Refusal("invalid", sentence, clause="c17", faults=[FieldFault(path, sentence)])
    return number


def _refused(problems: Sequence[FileProblem], with_lines: bool) -> Refusal:
    return Refusal(
        "invalid",
        _("The methodology is not taken in; places to mend: %(count)s.") % {"count": len(problems)},
        clause="c17",
        faults=[FieldFault(problem.path or "file", _sentence(problem, with_lines)) for problem in problems],
    )


def _sentence(problem: FileProblem, with_line: bool) -> str:
    """A problem of the file in the reader's language, with what to write instead."""
    sentence = f"{problem.path}: {problem.said_what(_)} {problem.said_instead(_)}".strip(": ")
    if problem.cell:
        return _("Cell %(cell)s: %(what)s") % {"cell": problem.cell, "what": sentence}
    if not (with_line and problem.line):
        return sentence
    return _("Line %(line)s: %(what)s") % {"line": problem.line, "what": sentence}
