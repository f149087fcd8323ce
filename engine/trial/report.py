"""What a trial shows: a table for people, long-form CSV, JSON, and the trace of one body as indented text."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from defusedcsv import csv

from engine.formulas import Failed, Missing, NotCounted
from engine.formulas.arithmetic import plain, total
from engine.formulas.arithmetic import shown as shown_number
from engine.methodology import WHOLE, MethodologyText
from engine.score_trace import to_json
from engine.scoring import BlockScore
from engine.weights import summed, weight_text


def short(digits: str) -> str:
    """A number's digits for people: at most six after the point, an ellipsis when there are more."""
    whole, point, rest = digits.partition(".")
    return digits if len(rest) <= 6 else f"{whole}{point}{rest[:6]}…"


def shown(value: Any) -> str:
    """A value, a state, or the outcome that stands instead, in a word."""
    if isinstance(value, Decimal):
        return short(plain(value))
    if isinstance(value, NotCounted):
        return "not counted"
    if isinstance(value, Missing):
        return "missing"
    if isinstance(value, Failed):
        return "failed"
    return "" if value is None else str(value).replace("_", " ")


def exact(value: Decimal | str) -> str:
    """All digits of a value, or the state."""
    return plain(value) if isinstance(value, Decimal) else value


def why(points: Any) -> str:
    """Why an indicator has no points."""
    if isinstance(points, NotCounted):
        return "; ".join(map(str, points.reasons))
    if isinstance(points, Missing):
        return "; ".join(map(str, points.items))
    if isinstance(points, Failed):
        return "; ".join(map(str, points.problems))
    return ""


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Rows as a table of text: the first column to the left, the others to the right."""
    widths = [max(len(r[i]) for r in rows) for i in range(len(rows[0]))]
    lines = []
    for n, row in enumerate(rows):
        cells = [row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True))]
        lines.append("  ".join(cells).rstrip())
        if n == 0:
            lines.append("  ".join("-" * w for w in widths))
    return "\n".join(lines)


def table(methodology: MethodologyText, scores: Iterable[BlockScore], year: int) -> str:
    """One line a body: score, penalties, directions; below, what blocks or is not counted."""
    codes = [d.code for d in methodology.directions]
    rows = [["body", "score", "penalties", *codes]]
    notes: list[str] = []
    for score in scores:
        taken = shown_number(total([p.number for p in score.penalties]))
        directions = score.direction_values()
        value = shown(score.value) if score.value is not None else shown(score.state)
        rows.append([score.body, value, shown(taken), *(shown(directions.get(c, "–")) for c in codes)])
        notes += [f"{score.body}: {code}: missing {item}" for code, item in score.missing()]
        notes += [f"{score.body}: {code}: {problem}" for code, problem in score.failures()]
        notes += [f"{score.body}: {code}: not counted: {reason}" for code, reason in score.not_counted()]
    title = f"{methodology.title.en}, {methodology.cycle}, version {methodology.version}"
    if year != methodology.cycle:
        title += f", on data of {year}"
    if methodology.illustrative:
        title += " (illustrative)"
    return "\n".join([title, "", aligned(rows), *([""] if notes else []), *notes])


def weight_notes(methodology: MethodologyText) -> Iterable[str]:
    """Where weights of brothers do not add up to 100: they are scored in proportion, but would not be approved."""
    groups: list[tuple[str, Sequence[Any]]] = [("directions", methodology.directions)]
    for direction in methodology.directions:
        path = f"directions[{direction.code}].criteria"
        groups.append((path, direction.criteria))
        groups += [(f"{path}[{c.code}].indicators", c.indicators) for c in direction.criteria]
    for path, parts in groups:
        found = summed(part.weight for part in parts)
        if found != WHOLE:
            yield (
                f"{path}: The weights add up to {weight_text(found)}; they count in proportion here, "
                f"but approval needs {plain(WHOLE)}."
            )


HEADER = ("body", "level", "code", "value", "state", "weight", "reason")


def long_rows(scores: Iterable[BlockScore]) -> Iterable[tuple[str, ...]]:
    """Every node of every body as a row under `HEADER`."""
    for score in scores:
        value = "" if score.value is None else plain(score.value)
        yield score.body, "block", str(score.methodology.block), value, score.state, "", ""
        for d, (code, found) in zip(score.plan.directions, score.direction_values().items(), strict=True):
            yield score.body, "direction", code, *_value(found), weight_text(d.direction.weight), ""
        criteria = [c for d in score.plan.directions for c in d.criteria]
        for c, (code, found) in zip(criteria, score.criterion_values().items(), strict=True):
            yield score.body, "criterion", code, *_value(found), weight_text(c.criterion.weight), ""
        for indicator, points in score.indicators():
            yield (
                score.body,
                "indicator",
                indicator.code,
                *_value(points),
                weight_text(indicator.weight),
                why(points),
            )
        for p in score.penalties:
            shown_as = p.outcome if p.points is None or isinstance(p.outcome, NotCounted) else p.points
            yield score.body, "penalty", p.penalty.code, *_value(shown_as), "", why(p.outcome)


def _value(found: Any) -> tuple[str, str]:
    if isinstance(found, Decimal):
        return plain(found), "counted"
    return "", shown(found).replace(" ", "_")


def long_csv(scores: Iterable[BlockScore]) -> str:
    """The scores as CSV in long form; cells that a spreadsheet would run are made harmless."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    for row in long_rows(scores):
        writer.writerow(row)
    return out.getvalue().rstrip("\n")


def summary(methodology: MethodologyText, scores: Iterable[BlockScore], year: int) -> dict[str, object]:
    """All bodies as plain data, numbers as strings."""
    bodies = []
    for score in scores:
        points = [
            {"code": i.code, "state": _value(p)[1], "value": _value(p)[0] or None, "reason": why(p)}
            for i, p in score.indicators()
        ]
        bodies.append(
            {
                "body": score.body, "state": score.state,
                "value": None if score.value is None else plain(score.value),
                "before_penalties": None if score.before_penalties is None else plain(score.before_penalties),
                "directions": {c: exact(v) for c, v in score.direction_values().items()},
                "criteria": {c: exact(v) for c, v in score.criterion_values().items()},
                "indicators": points,
                "penalties": {p.penalty.code: None if p.points is None else plain(p.points) for p in score.penalties},
            }
        )  # fmt: skip
    about = {"block": methodology.block, "cycle": methodology.cycle, "version": methodology.version}
    return {"format": 1, "methodology": about, "year": year, "bodies": bodies}


def trace_text(score: BlockScore) -> str:
    """How one body's score came about, from the block down to each value and its source."""
    tree: Any = to_json(score)
    lines = [f"{tree['body']}: {_head(tree)}"]
    if tree["before_penalties"] and tree["before_penalties"] != tree["value"]:
        lines.append(f"  before penalties {tree['before_penalties']}")
    for direction in tree["directions"]:
        lines.append(
            f"  {direction['code']} {direction['name']['en']} (weight {direction['weight']}): {_head(direction)}"
        )
        for criterion in direction["criteria"]:
            title = f"{criterion['code']} {criterion['name']['en']} (weight {criterion['weight']})"
            lines.append(f"    {title}: {_head(criterion)}")
            for indicator in criterion["indicators"]:
                lines += _indicator_lines(indicator)
    for penalty in tree["penalties"]:
        lines.append(f"  penalty {penalty['code']} {penalty['name']['en']}: −{penalty['taken_off'] or '?'}")
        lines.append(f"    = {penalty['formula']}")
        lines += [f"    {_input(i)}" for i in penalty["inputs"]]
    if tree["does_not_apply"]:
        lines.append(f"  does not apply: {', '.join(tree['does_not_apply'])}")
    return "\n".join(lines)


def _head(node: Any) -> str:
    state = node["state"]
    if state == "counted":
        value = node["value"]
        return short(value) if isinstance(value, str) else ("yes" if value else "no")
    parts = [state.replace("_", " ")]
    parts += [
        " ".join(p for p in (r["item"], r["element"], r["text"] or r["code"]) if p)
        for r in node.get("reasons", ())
    ]
    parts += [" ".join(p for p in (m["body"], m["item"], m["element"]) if p) for m in node.get("items", ())]
    parts += [p["sentence"] for p in node.get("problems", ())]
    return "; ".join(parts)


def _indicator_lines(indicator: Any) -> list[str]:
    lines = [
        f"      {indicator['code']} {indicator['name']['en']} (weight {indicator['weight']}): {_head(indicator)}"
    ]
    lines += [f"        = {line.strip()}" for line in indicator["formula"].splitlines()]
    lines += [f"        {_input(i)}" for i in indicator["inputs"]]
    for step in indicator["steps"]:
        if step["part"] not in {i["item"] for i in indicator["inputs"]}:
            at = f" [{step['element']}]" if step.get("element") else ""
            lines.append(f"        · {step['part']}{at} → {_head(step)}")
    return lines


def _input(found: Any) -> str:
    name = found["item"] + (f" [{found['element']}]" if found.get("element") else "")
    if found.get("body"):
        name = f"{found['body']}: {name}"
    if found.get("years_back"):
        name += f" (year −{found['years_back']})"
    value = found.get("value", "")
    if found["state"] == "not_counted":
        value = f"not counted: {found['reason']}"
    elif found["state"] == "missing":
        value = "missing"
    elif found["state"] == "default":
        value = f"{value} (nobody gave one: the default)"
    provenance = found.get("provenance") or {}
    where = [f"line {provenance['line']}"] if provenance.get("line") else []
    where += [str(provenance["source"])] if provenance.get("source") else []
    return f"{name}: {value}" + (f"   ({', '.join(where)})" if where else "")
