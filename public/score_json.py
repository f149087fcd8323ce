"""A published score as plain data: all that its page tells, so that anybody computes it again (c53, c9.4, c9.5).

`docs/recompute.md` says what each key is and how the score follows.
"""

from __future__ import annotations

from typing import Any

from blocks.trace.as_json import names_as_json, trace_as_json
from engine.formulas.arithmetic import plain
from evaluation.models import Body
from public.selectors import PublicConclusion
from public.trace import PublicSight

JSON_FORMAT = 1


def as_json(public: PublicConclusion) -> dict[str, Any]:
    """The same in every language: names in three, numbers as strings of digits. Two queries.

    Of figures that arrived late, the reasons are left out, as on the page.
    """
    conclusion = public.conclusion
    body = conclusion.body
    trace = trace_as_json(conclusion, PublicSight(public))
    return {
        "format": JSON_FORMAT,
        "year": conclusion.cycle.year,
        "synthetic": conclusion.cycle.synthetic,
        "body": body.slug,
        "name": _name(body),
        "block": conclusion.block,
        "score": None if conclusion.score is None or not public.tells_score else plain(conclusion.score),
        "conclusion": {
            "number": conclusion.number,
            "version": conclusion.version,
            "drawn_up_by": {"body": conclusion.lead.slug, "name": _name(conclusion.lead)},
            "late_figures": [
                {key: one[key] for key in ("indicator", "left_out_at", "arrived_at")}
                | {"partly": one.get("partly", False)}
                for one in conclusion.recounted
            ],
        },
        "trace": trace,
        "names": names_as_json(conclusion, trace),
    }


def _name(body: Body) -> dict[str, str]:
    return {"kk": body.name_kk, "ru": body.name_ru, "en": body.name_en}
