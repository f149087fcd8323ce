"""The document of a draft is seen before its approval, as it will be and marked as a draft; its PDF on request (c46, c47)."""

from __future__ import annotations

import subprocess

import pytest
from django.test import Client
from django.urls import reverse

from blocks import actions
from blocks.models import Conclusion, ConclusionPreview
from blocks.tasks import build_previews
from tests.worlds.elements import elements, texts
from tests.worlds.scored import Scored, scored

__all__ = ["scored"]


@pytest.mark.clause("c47")
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_page_is_the_documents_own_text(scored: Scored, client: Client, language: str) -> None:
    drawn = scored.draw_up()
    scored.world.sign_in(client, "communications.approver")
    page = client.get(reverse("conclusion_draft", args=[drawn.pk, language]))
    assert page.status_code == 200
    said = " ".join(texts(page, "main p, main h2"))
    for section in drawn.content[language]:
        assert section["title"] in said
        assert [one for one in section["paragraphs"] if one not in said] == []
    assert elements(page, "table.annex tr.indicator")
    # it promises no number, nobody's approval, and no other language than its own
    assert drawn.number not in page.content.decode()
    assert not elements(page, ".stamp")
    assert elements(page, f"html[lang={language}] body[data-mark]")


def test_its_pdf_is_built_when_somebody_asks(scored: Scored, client: Client) -> None:
    drawn = scored.draw_up()
    address = reverse("conclusion_draft", args=[drawn.pk, "ru"])
    pdf = reverse("conclusion_draft_pdf", args=[drawn.pk, "ru"])
    scored.world.sign_in(client, "communications.approver")
    assert client.get(pdf).status_code == 404
    assert client.post(pdf).status_code == 302
    assert elements(client.get(address), "#draft-pdf[hx-get]")
    assert build_previews() == 1
    assert not elements(client.get(address), "#draft-pdf[hx-get]")
    answer = client.get(pdf)
    assert answer["Content-Type"] == "application/pdf"
    told = subprocess.run(["pdftotext", "-", "-"], input=answer.content, capture_output=True, check=True)
    words = " ".join(told.stdout.decode().split())
    assert "Проект, не утверждено" in words
    assert drawn.number not in words
    # a change of the draft asks for another one
    client.post(pdf)
    assert build_previews() == 0
    author = scored.person("communications.evaluator")
    actions.draw_up_conclusion(scored.cycle, drawn.body, 3, author)
    assert client.get(pdf).status_code == 404
    client.post(pdf)
    assert build_previews() == 1
    assert ConclusionPreview.objects.get().revision == Conclusion.objects.get().revision


def test_once_approved_there_is_no_draft(scored: Scored, client: Client) -> None:
    drawn = scored.draw_up()
    actions.approve_conclusion(drawn, scored.person("communications.approver"))
    scored.world.sign_in(client, "communications.approver")
    assert client.get(reverse("conclusion_draft", args=[drawn.pk, "kk"])).status_code == 404
    assert client.post(reverse("conclusion_draft_pdf", args=[drawn.pk, "kk"])).status_code == 404
