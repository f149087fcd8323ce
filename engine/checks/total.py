"""A total that is not the sum of its parts."""

from engine.checks.base import WARNING, Check
from engine.methodology import Words

CHECK = Check(
    "R-WRN-02",
    WARNING,
    Words(
        kk="Жиынтық бөліктерінің қосындысына тең емес: бөліктері – {sum}, берілгені – {now}. {todo}",
        ru="Итог не равен сумме частей: сумма частей – {sum}, внесено {now}. {todo}",
        en="The total is not the sum of its parts: they add up to {sum}, given is {now}. {todo}",
    ),
)
