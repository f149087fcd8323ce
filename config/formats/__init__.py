"""How the registers show and read days, hours and numbers: the same in every language, but for names and signs.

Django's own formats write days the American way wherever it knows nothing of a language, Kazakh among them, and read
"05/06/2020" as the sixth of May. Here a day is 05.06.2020, as ``evaluation.presentation`` writes it; read are that, the
ISO form, and the same with slashes, the day first.
"""

DATE = "d.m.Y"
MOMENT = "d.m.Y H:i:s"
HOUR = "H:i"
DATE_INPUT = ["%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y"]
TIME_INPUT = ["%H:%M:%S", "%H:%M"]
MOMENT_INPUT = [f"{day} {hour}" for day in DATE_INPUT for hour in TIME_INPUT] + DATE_INPUT
MONDAY = 1
