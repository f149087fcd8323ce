"""Words that people write for the words of the language: other spreadsheets', other languages', other habits'."""

from __future__ import annotations

from collections.abc import Iterable

from .errors import nearest

# the right word → what is written for it: Russian and Kazakh, Excel's names in Russian and English
_WRITTEN = {
    "if": "если егер when",
    "then": "то тогда онда",
    "else": "иначе әйтпесе",
    "and": "и және",
    "or": "или немесе",
    "not": "не емес",
    "let": "пусть болсын var",
    "over": "по бойынша across for",
    "where": "где мұнда",
    "among": "среди арасында ішінде",
    "by": "вес салмағы weight",
    "min": "мин минимум наименьшее ең_аз ең_кіші minimum least",
    "max": "макс максимум наибольшее ең_көп ең_үлкен maximum greatest",
    "sum": "сумм сумма қосынды қосындысы total",
    "mean": "среднее срзнач орташа average avg",
    "weighted_mean": "средневзвешенное взвешенное өлшенген_орташа sumproduct weighted_average",
    "geometric_mean": "сргеом среднее_геометрическое геометриялық_орташа geomean",
    "count": "счёт счет количество число саны countif счётесли счетесли",
    "known": "известно белгілі exists given",
    "peers_median": "медиана медианасы median",
    "peers_deviation": "стандотклон стандартное_отклонение стандарттық_ауытқу stdev stddev std",
    "share": "доля үлес үлесі proportion",
    "clamp": "ограничить шектеу bound limit",
    "abs": "модуль абс",
    "ln": "логарифм log",
    "exp": "экспонента",
    "sqrt": "корень түбір root",
    "power": "степень дәреже pow",
    "round": "округл округлить дөңгелектеу",
    "not_counted": "не_учитывается неучтено есепке_алынбайды ignored excluded",
    "otherwise": "иначе_если iferror ifnull coalesce еслиошибка",
    "convert": "перевести преобр айналдыру",
    "points": "баллы балл ұпай score",
    "previous": "прошлый предыдущий предыдущее өткен алдыңғы prev lag last_year",
    "peers_rank_high": "ранг место орын rank",
    "steps": "шкала ступени саты сатылар scale",
    "interpolate": "интерполяция интерполяциялау interpolation",
    "choose": "выбор выбрать таңдау switch case",
    "kpi": "кпэ кпи показатель показатели көрсеткіш көрсеткіштер kpis indicator indicators",
    "programme": "программа программы бағдарлама бағдарламалар program programs programmes",
    "language": "язык языки тіл тілдер languages lang",
    "yes": "да иә ия",
    "partly": "частично отчасти ішінара жартылай partial partially",
    "no": "нет жоқ",
    "higher": "выше больше жоғары көп more",
    "lower": "ниже меньше төмен аз less",
}
MEANT = {word: right for right, written in _WRITTEN.items() for word in written.split()}


def nearest_word(word: str, words: Iterable[str]) -> str:
    """The one of `words` that `word` was meant to be: by its meaning, or by its spelling; or an empty string."""
    known = list(words)
    meant = MEANT.get(word.lower(), "")
    if meant in known:
        return meant
    return nearest(word, known) or MEANT.get(nearest(word, (w for w, r in MEANT.items() if r in known)), "")
