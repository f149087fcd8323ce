"""No thing speaks: an official text in Russian or Kazakh lets a person or a body say, decide and show, never a sum."""

from __future__ import annotations

import re

import pytest

from config.translations import read_catalog, texts_of

#: Words that only somebody may be the subject of.
SPEAKING = {
    "ru": re.compile(r"\b(говор(ит|ят)|скажет|скажут|решают баллы)\b", re.IGNORECASE),
    "kk": re.compile(r"\b(айтады|жазба көрсетеді|балдар шешеді)\b", re.IGNORECASE),
}
#: An office speaks in these.
SOMEBODY_SPEAKS = {"Бұл есептік жазба жабық. Себебін портал әкімшісі айтады."}


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_no_thing_speaks(language: str) -> None:
    said = [
        text
        for message in read_catalog(language)
        if message.id
        for text in texts_of(message)
        if SPEAKING[language].search(text) and text not in SOMEBODY_SPEAKS
    ]
    assert said == []
