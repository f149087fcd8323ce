"""A sheet of the workbook is gone, or has another name."""

from engine.checks.base import ERROR, Check
from engine.methodology import Words

CHECK = Check(
    "R-SHT-01",
    ERROR,
    Words(
        kk="«{sheet}» парағы жоқ. Парақтардың атын өзгертпеңіз; кітапты қайта жүктеп алыңыз ({file}).",
        ru="Листа «{sheet}» нет. Не переименовывайте листы; скачайте книгу заново ({file}).",
        en="There is no sheet “{sheet}”. Do not rename sheets; download the workbook anew ({file}).",
    ),
)
