"""Names stand in the alphabet of the reader's language: in Python, in the database, in the admin's lists."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils.translation import override

from evaluation.alphabet import LANGUAGES, _tables, sort_key, sql_function
from evaluation.models import Body, Membership, Office, User
from evaluation.names import ByReadersName, alphabetical, in_alphabet
from reports.models import Document
from reports.selectors import documents_of
from tests.worlds.elements import texts
from tests.worlds.opened import Opened
from tests.worlds.world import World

SORTED = Path(__file__).parents[1] / "data" / "alphabet"
KAZAKH = "АӘБВГҒДЕЁЖЗИЙКҚЛМНҢОӨПРСТУҰҮФХҺЦЧШЩЪЫІЬЭЮЯ"
NAMES = [
    "Ақмола облысының әкімдігі",
    "Ақпарат және коммуникациялар министрлігі",
    "Ақтөбе облысының әкімдігі",
    "Алматы облысының әкімдігі",
    "Атырау облысының әкімдігі",
    "Әділет министрлігі",
    "Бас прокуратура",
    "Қаржы министрлігі",
    "Мәдениет және спорт министрлігі",
    "Ұлттық Банк",
    "Шығыс Қазақстан облысының әкімдігі",
    "Ішкі істер министрлігі",
    "Энергетика министрлігі",
]


def shuffled(words: list[str]) -> list[str]:
    return random.Random(954).sample(words, k=len(words))


def in_database(words: list[str], language: str) -> list[str]:
    asked = (
        'SELECT word FROM unnest(%s) AS word ORDER BY alphabet_key(word, %s) COLLATE "C", word COLLATE "C"'
    )
    with connection.cursor() as cursor:
        cursor.execute(asked, [words, language])
        return [word for (word,) in cursor.fetchall()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_order_is_that_of_the_unicode_collation(language: str) -> None:
    """Names of the register, alphabets and random words; ICU sorted the file (tests/data/alphabet_sources.md)."""
    words = (SORTED / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    assert len(words) > 300
    assert sorted(shuffled(words), key=lambda word: (sort_key(word, language), word)) == words


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_database_sorts_the_same(language: str) -> None:
    words = (SORTED / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    assert in_database(shuffled(words), language) == words


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_database_s_key_is_python_s_letter_by_letter(language: str) -> None:
    signs = [chr(code) for code in {*_tables(language)[0], *map(ord, "№€漢Ї\u0301")}] + ["и\u0306", "Е\u0308"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT sign, alphabet_key(sign, %s) FROM unnest(%s) AS sign", [language, signs])
        assert dict(cursor.fetchall()) == {sign: sort_key(sign, language) for sign in signs}


def test_a_change_of_the_order_needs_a_migration() -> None:
    """Portals that run hold the function of the last migration: write one that makes it anew, then this checksum."""
    made = hashlib.sha256(sql_function().encode()).hexdigest()
    assert made[:16] == "aef67c55ff405dfd"


def test_kazakh_letters_stand_where_the_alphabet_has_them() -> None:
    assert "".join(sorted(shuffled(list(KAZAKH)), key=lambda one: sort_key(one, "kk"))) == KAZAKH
    assert sorted(shuffled(NAMES), key=lambda name: sort_key(name, "kk")) == NAMES


def test_yo_stands_beside_ye_in_russian_and_after_it_in_kazakh() -> None:
    words = ["еж", "ёж", "ежик", "елка", "Елка", "ёлка", "Ёлка", "елки", "ель", "жук"]
    assert sorted(shuffled(words), key=lambda word: sort_key(word, "ru")) == words
    assert sorted(["ёж", "ель", "жук"], key=lambda word: sort_key(word, "kk")) == ["ель", "ёж", "жук"]


@pytest.mark.django_db
def test_a_query_is_ordered_by_the_reader_s_names(world: World) -> None:
    for place, name in enumerate(shuffled(NAMES)):
        Body.objects.create(
            slug=f"kk-{place}",
            kind="organisation",
            valid_from="2010-01-01",
            order=900,
            name_kk=name,
            name_ru=f"{place:02}",
            name_en=f"{99 - place}",
            short_name_kk=name,
            short_name_ru=f"{place:02}",
            short_name_en=f"{99 - place}",
        )
    made = Body.objects.filter(order=900)
    assert [body.name_kk for body in made.order_by(in_alphabet("name_kk", "kk"))] == NAMES
    with override("kk"):
        assert [body.name for body in made.order_by(ByReadersName("name"))] == NAMES
        assert [body.name for body in made.order_by(ByReadersName("name").desc())] == NAMES[::-1]
        assert [body.name for body in sorted(made, key=lambda one: alphabetical(one.name))] == NAMES
    with override("en"):
        english = [body.name for body in made.order_by(ByReadersName("name"))]
        assert english == sorted(english)


@pytest.mark.django_db
def test_a_list_of_the_admin_sorts_its_columns_by_the_alphabet(world: World, client: Client) -> None:
    world.sign_in(client, "economy.administrator")
    Body.objects.filter(slug="agriculture").update(name_kk="Ішкі істер министрлігі", parent=None)
    Body.objects.filter(slug="culture").update(name_kk="Ұлттық Банк")
    Body.objects.filter(slug="akmola").update(name_kk="Әділет министрлігі")
    Body.objects.filter(slug="economy").update(name_kk="Энергетика министрлігі")

    def column(address: str, field: str) -> list[str]:
        return texts(client.get(address), f".field-{field}")

    names = column("/kk/admin/evaluation/body/?o=0", "full_name")
    ours = [name for name in names if name in NAMES]
    assert ours == ["Әділет министрлігі", "Ұлттық Банк", "Ішкі істер министрлігі", "Энергетика министрлігі"]
    bodies = column("/kk/admin/evaluation/scope/?o=1", "body")
    assert [name for name in bodies if name in NAMES] == ours
    kinds = column("/kk/admin/evaluation/body/?o=1", "kind")
    with override("kk"):
        assert kinds == sorted(kinds, key=alphabetical)
    assert len(set(kinds)) > 2


@pytest.mark.django_db
def test_people_stand_by_their_names_where_a_list_opens(world: World, client: Client) -> None:
    """Not by logins: the name in the reader's language."""
    world.sign_in(client, "economy.administrator")
    named = zip(("zero", "amir", "mid"), ("Әділет", "Ұлттық", "Ішкі"), strict=True)
    for login, name in named:
        person = User.objects.create(username=login, title_kk=name, title_ru="Я")
        body = world.body("culture")
        Membership.objects.create(user=person, body=body, office=Office.PREPARER, valid_from="2018-01-01")
    for address, field in (("user/", "office_title"), ("membership/", "user")):
        page = client.get(f"/kk/admin/evaluation/{address}?all=")
        names = [one for one in texts(page, f".field-{field}") if one in ("Әділет", "Ұлттық", "Ішкі")]
        assert names == ["Әділет", "Ұлттық", "Ішкі"]


@pytest.mark.django_db
def test_documents_to_choose_from_stand_by_title(opened: Opened) -> None:
    report = opened.report("agriculture", 1)
    titles = ["Әдістеме", "Бұйрық", "Қаулы", "Өтінім", "Үлгі", "Шарт", "Іс-шаралар"]
    document = opened.document("agriculture")
    for title in shuffled(titles):
        document.pk, document.title = None, title
        document.save(force_insert=True)
    with override("kk"):
        shown: list[Any] = [one.title for one in documents_of(report) if one.title in titles]
    assert shown == titles
    assert Document.objects.count() == len(titles) + 1
