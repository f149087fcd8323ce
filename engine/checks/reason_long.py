"""The reason is bounded."""

from engine.checks.base import ERROR, Check
from engine.methodology import Words

CHECK = Check(
    "R-WHY-02",
    ERROR,
    Words(
        kk="Себебі тым ұзын; таңбалар саны ең көбі: {count}.",
        ru="Причина слишком длинная; знаков не больше: {count}.",
        en="The reason is too long: at most {count} characters.",
    ),
)
