"""What a trial counts as it stands, and yet was perhaps not meant: told beside the scores, which it does not stop."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from engine.compiled import compile_methodology
from engine.formulas import Values
from engine.formulas.errors import guiding, looks_like, nearest
from engine.formulas.look_alikes import as_latin
from engine.methodology import Indicator, MethodologyText


def data_notes(methodology: MethodologyText, bodies: Sequence[Values]) -> Iterator[str]:
    """Indicators that measure nobody, or not whom they name; codes in look-alike letters; bodies without comparison."""
    kinds = list(dict.fromkeys(v.kind for v in bodies if v.kind))
    codes = [v.body for v in bodies]
    for direction, criterion, indicator in methodology.indicators():
        path = f"directions[{direction.code}].criteria[{criterion.code}].indicators[{indicator.code}]"
        yield from (f"{path}.applies_to: {one}" for one in _applies_notes(indicator, bodies, kinds, codes))
    yield from _look_alikes("body", codes)
    yield from _look_alikes("kind", kinds)
    yield from _alone(methodology, bodies)


def _applies_notes(
    indicator: Indicator, bodies: Sequence[Values], kinds: Sequence[str], codes: Sequence[str]
) -> Iterator[str]:
    to = indicator.applies_to
    if to.kinds and not kinds:
        yield "No body of the data has a kind: fill in the column kind."
    else:
        for kind in to.kinds:
            if kind not in kinds:
                sentence = f"The data have no body of kind {kind} (kinds there: {', '.join(kinds[:20])})."
                yield guiding(sentence, _meant(kind, kinds), str, {"kind": kind})
    for code in to.bodies:
        if code not in codes:
            yield guiding(f"The data have no body {code}.", _meant(code, codes), str, {"code": code})
    if (to.kinds or to.bodies) and not any(to.covers(v.body, v.kind) for v in bodies):
        yield "The indicator measures no body of the data; its weight goes to its brothers."


def _meant(code: str, known: Sequence[str]) -> str:
    """The known code that looks the same, or else the nearest."""
    return next((one for one in known if as_latin(one) == as_latin(code)), "") or nearest(code, known)


def _look_alikes(column: str, codes: Iterable[str]) -> Iterator[str]:
    """Codes of the data that differ only by letters that look alike: to the portal they are two."""
    seen: dict[str, str] = {}
    for code in codes:
        other = seen.setdefault(as_latin(code), code)
        if other != code:
            strange, right = (code, other) if not code.isascii() else (other, code)
            yield f"column {column}: {looks_like(strange, right)} Now they count as two."


def _alone(methodology: MethodologyText, bodies: Sequence[Values]) -> Iterator[str]:
    """Bodies that a formula compares with others of their kind, where the data have no other."""
    compiled = compile_methodology(methodology)
    asks = [
        indicator
        for _, _, indicator in methodology.indicators()
        if any(read.peers for read in compiled.indicators[id(indicator)].formula.reads)
    ]
    counts: dict[str, list[str]] = {}
    for values in bodies:
        counts.setdefault(values.kind, []).append(values.body)
    for kind, members in counts.items():
        measured = [one.code for one in asks if one.applies_to.covers(members[0], kind)]
        if len(members) == 1 and len(bodies) > 1 and measured:
            said = f"the only body of kind {kind}" if kind else "the only body without a kind"
            yield f"{members[0]} is {said}: {', '.join(measured[:10])} compares it with itself alone."
