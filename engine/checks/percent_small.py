"""Less than one per cent where whole per cents are usual: 0.45 may have meant 45."""

from engine.checks.base import WARNING, Check
from engine.methodology import Words

CHECK = Check(
    "R-PCT-02",
    WARNING,
    Words(
        kk=(
            "Мән пайызбен сұралады: {number} бір пайыздан аз. {times} % деген ой болса, {times} деп жазыңыз."
        ),
        ru=(
            "Значение спрашивается в процентах: {number} – это меньше одного процента. Если имелось в"
            " виду {times} %, напишите {times}."
        ),
        en=(
            "The value is asked in per cent: {number} is less than one per cent. If {times} % was "
            "meant, write {times}."
        ),
    ),
)
