"""The public holidays of Kazakhstan by code, with their names in Kazakh, Russian and English.

Names follow the Law of 13 December 2001 No. 267 "On holidays in the Republic of Kazakhstan" in its editions.
They are facts of the law, like the names of bodies, so they are data with three languages, not messages.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Holiday(StrEnum):
    """A public holiday, or a religious feast that is a day off."""

    NEW_YEAR = "new-year"
    ORTHODOX_CHRISTMAS = "orthodox-christmas"
    WOMENS_DAY = "womens-day"
    NAURYZ = "nauryz"
    UNITY_DAY = "unity-day"
    DEFENDER_DAY = "defender-day"
    VICTORY_DAY = "victory-day"
    CAPITAL_DAY = "capital-day"
    CONSTITUTION_DAY = "constitution-day"
    REPUBLIC_DAY = "republic-day"
    FIRST_PRESIDENT_DAY = "first-president-day"
    INDEPENDENCE_DAY = "independence-day"
    EID_AL_ADHA = "eid-al-adha"
    OTHER = "other"


class Names(NamedTuple):
    """One name in the portal's three languages."""

    kk: str
    ru: str
    en: str


HOLIDAY_NAMES: dict[Holiday, Names] = {
    Holiday.NEW_YEAR: Names("Жаңа жыл", "Новый год", "New Year"),
    Holiday.ORTHODOX_CHRISTMAS: Names(
        "Православиелік Рождество", "Православное Рождество", "Orthodox Christmas"
    ),
    Holiday.WOMENS_DAY: Names(
        "Халықаралық әйелдер күні", "Международный женский день", "International Women's Day"
    ),
    Holiday.NAURYZ: Names("Наурыз мейрамы", "Наурыз мейрамы", "Nauryz"),
    Holiday.UNITY_DAY: Names(
        "Қазақстан халқының бірлігі мерекесі",
        "Праздник единства народа Казахстана",
        "Day of Unity of the People of Kazakhstan",
    ),
    Holiday.DEFENDER_DAY: Names(
        "Отан қорғаушы күні", "День защитника Отечества", "Defender of the Fatherland Day"
    ),
    Holiday.VICTORY_DAY: Names("Жеңіс күні", "День Победы", "Victory Day"),
    Holiday.CAPITAL_DAY: Names("Астана күні", "День столицы", "Capital Day"),
    Holiday.CONSTITUTION_DAY: Names(
        "Қазақстан Республикасының Конституциясы күні",
        "День Конституции Республики Казахстан",
        "Constitution Day",
    ),
    Holiday.REPUBLIC_DAY: Names("Республика күні", "День Республики", "Republic Day"),
    Holiday.FIRST_PRESIDENT_DAY: Names(
        "Қазақстан Республикасының Тұңғыш Президенті күні",
        "День Первого Президента Республики Казахстан",
        "Day of the First President",
    ),
    Holiday.INDEPENDENCE_DAY: Names("Тәуелсіздік күні", "День Независимости", "Independence Day"),
    Holiday.EID_AL_ADHA: Names("Құрбан айт", "Курбан-айт", "Eid al-Adha (Qurban Ait)"),
    Holiday.OTHER: Names("мереке күні", "праздничный день", "public holiday"),
}

# The English names by which the `holidays` library calls them.
BY_LIBRARY_NAME: dict[str, Holiday] = {
    "New Year's Day": Holiday.NEW_YEAR,
    "Orthodox Christmas": Holiday.ORTHODOX_CHRISTMAS,
    "International Women's Day": Holiday.WOMENS_DAY,
    "Nowruz Holiday": Holiday.NAURYZ,
    "Kazakhstan's People Solidarity Holiday": Holiday.UNITY_DAY,
    "Defender of the Fatherland Day": Holiday.DEFENDER_DAY,
    "Victory Day": Holiday.VICTORY_DAY,
    "Capital Day": Holiday.CAPITAL_DAY,
    "Constitution Day": Holiday.CONSTITUTION_DAY,
    "Republic Day": Holiday.REPUBLIC_DAY,
    "First President Day": Holiday.FIRST_PRESIDENT_DAY,
    "Independence Day": Holiday.INDEPENDENCE_DAY,
    "Eid al-Adha": Holiday.EID_AL_ADHA,
}
