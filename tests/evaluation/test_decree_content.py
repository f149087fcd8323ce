"""The Decree's text, the formats of conclusions and the typical recommendations, as shipped."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
import yaml

FIXTURES = Path(__file__).parents[2] / "fixtures"
LANGUAGES = ("kk", "ru", "en")
KAZAKH_LETTERS = re.compile("[ӘәҒғҚқҢңӨөҰұҮүҺһІі]")
CYRILLIC = re.compile("[А-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі]")
PLACEHOLDER = re.compile(r"\{\w+\}")


def read(path: str) -> Any:
    return yaml.safe_load((FIXTURES / path).read_text(encoding="utf-8"))


def texts(node: Any, at: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Every text given in languages, with its place in the file."""
    if isinstance(node, dict):
        if node.keys() & set(LANGUAGES):
            yield at, node
        else:
            for key, value in node.items():
                yield from texts(value, f"{at}.{key}")
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from texts(value, f"{at}[{number}]")


def language_faults(node: Any) -> list[str]:
    """What is wrong with the three languages of the texts: missing, alike, or letters of another alphabet."""
    faults = []
    for at, text in texts(node):
        if set(text) != set(LANGUAGES) or not all(isinstance(t, str) and t.strip() for t in text.values()):
            faults.append(f"{at}: not in three languages")
            continue
        bare = {code: PLACEHOLDER.sub("", t) for code, t in text.items()}
        for code in ("kk", "ru"):
            mixed = [
                w for w in re.findall(r"\w+", bare[code]) if re.search("[A-Za-z]", w) and CYRILLIC.search(w)
            ]
            if mixed:
                faults.append(f"{at}.{code}: Latin and Cyrillic letters in one word: {mixed}")
        if CYRILLIC.search(bare["en"]):
            faults.append(f"{at}.en: Cyrillic letters")
        if KAZAKH_LETTERS.search(bare["ru"].replace("«Әділет»", "")):
            faults.append(f"{at}.ru: Kazakh letters")
        if text["kk"] == text["ru"]:
            faults.append(f"{at}: Kazakh is the same as Russian")
        fields = {code: sorted(set(PLACEHOLDER.findall(t))) for code, t in text.items()}
        if not fields["kk"] == fields["ru"] == fields["en"]:
            faults.append(f"{at}: placeholders differ: {fields}")
    return faults


DECREE = read("content/decree.yaml")


def clauses() -> list[dict[str, Any]]:
    found = []
    for part in DECREE["parts"]:
        found += part.get("clauses", [])
        for section in part.get("sections", []):
            found += section["clauses"]
    return found


def anchors() -> list[str]:
    found = []
    for part in DECREE["parts"]:
        found += [part["anchor"], *(s["anchor"] for s in part.get("sections", []))]
    for clause in clauses():
        found += [clause["anchor"], *(s["anchor"] for s in clause.get("subitems", []))]
    return found


#: Thresholds alone: nothing there is read by a person.
WITHOUT_TEXTS = {"outliers.yaml"}


@pytest.mark.parametrize(
    "path", sorted({p.name for p in (FIXTURES / "content").glob("*.yaml")} - WITHOUT_TEXTS)
)
def test_every_text_is_in_three_languages(path: str) -> None:
    content = read(f"content/{path}")
    assert list(texts(content)), "the file has no texts at all"
    assert language_faults(content) == []


def test_a_fault_of_language_is_noticed() -> None:
    assert language_faults({"a": {"kk": "бағыт", "ru": "направление"}}) == [".a: not in three languages"]
    assert language_faults({"kk": "бiр", "ru": "один", "en": "one"})  # a Latin i
    assert language_faults({"kk": "балл: {score}", "ru": "балл", "en": "score: {score}"})


def test_the_decree_is_whole() -> None:
    codes = [c["anchor"] for c in clauses()]
    wanted = (
        [f"D{n}" for n in range(1, 13)] + [f"c{n}" for n in range(1, 69)] + [f"A{n}" for n in range(1, 21)]
    )
    assert codes == wanted
    assert len(set(anchors())) == len(anchors())
    assert [s["number"] for s in DECREE["parts"][1]["sections"]] == [str(n) for n in range(1, 11)]
    subitems = {c["anchor"]: len(c["subitems"]) for c in clauses() if "subitems" in c}
    assert subitems == {"D2": 2, "c4": 10, "c7": 6, "c9": 5, "c10": 8, "c16": 3, "c18": 6}
    excluded = {c["anchor"] for c in clauses() if c.get("excluded")}
    excluded |= {s["anchor"] for c in clauses() for s in c.get("subitems", []) if s.get("excluded")}
    assert excluded == {"D8", "D9", "c10.8"}


def test_the_words_of_the_law_are_untouched() -> None:
    """The fingerprint was taken when the text was checked word by word against the source."""

    def words(node: Any) -> Iterator[str]:
        if isinstance(node, dict):
            for key, value in node.items():
                if key not in ("title", "anchor", "number", "excluded", "source", "about", "edition"):
                    yield from words(value)
        elif isinstance(node, list):
            for value in node:
                yield from words(value)
        else:
            yield node

    text = "\n".join(words(DECREE))
    assert hashlib.sha256(text.encode()).hexdigest() == (
        "43ea1b2adb4fe8c4dc10e55caf662af930e47abd78c08f1692a6ea93d6ebde58"
    )


def test_titles_of_clauses_are_short() -> None:
    long = [
        (clause["anchor"], code, title)
        for clause in clauses()
        if "title" in clause
        for code, title in clause["title"].items()
        if len(title.split()) > 8
    ]
    assert long == []
    assert all("title" in c for c in clauses() if not c["anchor"].startswith("A"))


def test_every_clause_of_the_requirements_opens_the_decree() -> None:
    ids = {row["id"] for row in read("clauses.yaml")} - {"whole"}
    assert ids
    assert ids - set(anchors()) == set()


@pytest.mark.clause("c47", "c50")
def test_a_block_conclusion_has_what_point_47_asks_for() -> None:
    sections = {s["code"]: s for s in read("content/conclusions.yaml")["block"]["sections"]}
    assert list(sections)[:4] == [
        "final_report",
        "earlier_recommendations",
        "findings",
        "new_recommendations",
    ]
    assert all(s["clause"] in anchors() and s["sentences"] for s in sections.values())


def test_sentences_can_be_filled_in() -> None:
    """A stray brace would break a conclusion's PDF."""
    for at, text in texts(read("content/conclusions.yaml")):
        for sentence in text.values():
            names = [name for _, name, _, _ in Formatter().parse(sentence) if name is not None]
            filled = sentence.format(**dict.fromkeys(names, "…"))
            assert "{" not in filled, at


def test_recommendations_per_direction() -> None:
    content = read("content/recommendations.yaml")
    groups = content["recommendations"]
    assert sorted(groups) == ["1.1", "1.2", "2.1", "2.2", "2.3", "3.1", "3.2"]
    assert all(3 <= len(group) <= 4 for group in groups.values())
    codes = [r["code"] for group in groups.values() for r in group]
    assert len(set(codes)) == len(codes)
    for direction, group in groups.items():
        for recommendation in group:
            assert recommendation["months"] in range(1, 13)
            assert all(code.startswith(direction + ".") for code in recommendation["indicators"])
    grounds = [g["code"] for g in content["objection_grounds"]]
    assert len(set(grounds)) == len(grounds) == 6
