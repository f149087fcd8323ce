"""A per cent sign where the value is not asked in parts of a whole."""

from engine.checks.base import ERROR, Check
from engine.methodology import Words

CHECK = Check(
    "R-PCT-01",
    ERROR,
    Words(
        kk=(
            "Мән пайызбен сұралмайды (өлшем бірлігі: {unit}). Пайыз белгісін алып тастап, мәнді осы "
            "бірлікпен жазыңыз."
        ),
        ru=(
            "Значение спрашивается не в процентах (единица: {unit}). Уберите знак процента и напишите"
            " значение в этой единице."
        ),
        en=(
            "The value is not asked in per cent (unit: {unit}). Take the per cent sign out and write "
            "the value in this unit."
        ),
    ),
)
