"""No sum is finer than a hundredth of a tenge."""

from engine.checks.base import ERROR, Check
from engine.methodology import Words

CHECK = Check(
    "R-NUM-08",
    ERROR,
    Words(
        kk=(
            "Бұл – ақша сомасы, теңгенің жүзден бір бөлігінен ұсақ болмайды: үтірден кейін ең көбі "
            "{limit} таңба."
        ),
        ru="Это денежная сумма не мельче одной сотой тенге: не более {limit} знаков после запятой.",
        en=("This is a sum of money, no finer than a hundredth of a tenge: at most {limit} decimal places."),
    ),
)
