"""Either the value or the reason why it cannot be given."""

from engine.checks.base import ERROR, Check
from engine.methodology import Words

CHECK = Check(
    "R-WHY-01",
    ERROR,
    Words(
        kk="Не мәнді көрсетіңіз, не оны ұсыну неге мүмкін емес екенін түсіндіріңіз, екеуін бірдей емес.",
        ru=(
            "Укажите либо значение, либо причину, по которой оно не может быть представлено, но не то"
            " и другое."
        ),
        en="Either give the value or explain why it cannot be given, not both.",
    ),
)
