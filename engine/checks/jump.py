"""A jump against last year beyond what the methodology declares usual."""

from engine.checks.base import WARNING, Check
from engine.methodology import Words

#: ``change`` is one of the two below, filled in.
CHECK = Check("R-WRN-01", WARNING, Words(kk="{change} {todo}", ru="{change} {todo}", en="{change} {todo}"))
BY_SHARE = Words(
    kk="Былтырғы мәннен айырмасы {share}%-дан асады: {before} болған, енді {now}.",
    ru="Отличие от прошлого года больше {share}%: было {before}, внесено {now}.",
    en="It differs from last year's value by more than {share}%: it was {before}, now it is {now}.",
)
#: Where it is at least twice as much.
BY_TIMES = Words(
    kk="Былтырғыдан {times} есе көп: {before} болған, енді {now}.",
    ru="× {times} к прошлому году: было {before}, внесено {now}.",
    en="{times} times last year's value: it was {before}, now it is {now}.",
)
