"""Rows of the public floor: everybody reads, nobody writes; what is not published is not there for anybody."""

from __future__ import annotations

from tests.whole.access_matrix import OTHERS, VISITOR, Row

PUBLIC = {OTHERS: 200}
NOTHING = {OTHERS: 404}
YEAR = {"year": 2018}
SCORE = {"slug": "agriculture", "year": 2018, "block": 1}
FILE = {"year": 2018, "number": "2018-1-006-1", "language": "ru"}

ROWS = [
    Row("home", PUBLIC),
    Row("home", {VISITOR: 405}, "POST"),
    Row("results", PUBLIC, note="before the first publication"),
    Row("results_year", NOTHING, args=YEAR, note="not published"),
    Row("results_csv", NOTHING, args=YEAR, note="not published"),
    Row("results_xlsx", NOTHING, args=YEAR, note="not published"),
    Row("results_json", NOTHING, args=YEAR, note="not published"),
    Row("conclusion_file", NOTHING, args=FILE, note="not published"),
    Row("score", NOTHING, args=SCORE, note="not published"),
    Row("score_json", NOTHING, args=SCORE, note="not published"),
    Row("bodies", PUBLIC),
    Row("body", PUBLIC, args={"slug": "agriculture"}),
    Row("body", NOTHING, args={"slug": "chancellery"}, note="not evaluated"),
    Row("body", NOTHING, args={"slug": "no-such-body"}, note="no such body"),
    Row("open_data", PUBLIC),
    Row("journal_checkpoint", NOTHING, note="before the first evening"),
    Row("journal_key", PUBLIC),
    Row("journal_checkpoints", PUBLIC),
    Row("journal_checkpoints", {VISITOR: 405}, "POST"),
    Row("journal_script", PUBLIC),
    Row("journal_kept_checkpoint", NOTHING, args={"size": 1}, note="no such checkpoint"),
    Row("journal_inclusion", NOTHING, args={"size": 1}, note="no such checkpoint"),
    Row("journal_growth", NOTHING, args={"before": 1, "after": 2}, note="no such checkpoint"),
    Row("verify", PUBLIC),
    Row("verify", {VISITOR: 200}, "POST", data={"checksum": "0" * 64}, note="an unknown checksum"),
    Row("verify", {VISITOR: 422}, "POST", note="nothing to check"),
    Row("components", PUBLIC),
    Row("contrast", {OTHERS: 302}),
    Row("public-plain:robots", PUBLIC),
    Row("public-plain:sitemap", PUBLIC),
]
