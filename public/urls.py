"""Addresses of the public floor, below `/kk/ /ru/ /en/`; without a language: what robots read."""

from django.urls import path, register_converter

from public import views, views_bodies, views_components, views_journal, views_results


class LanguageCode:
    """The language of a file in an address."""

    regex = "kk|ru|en"

    def to_python(self, value: str) -> str:
        """Django's resolver calls it with what ``regex`` let through; text stays text."""
        return value

    def to_url(self, value: str) -> str:
        """Called when an address is written; a language that ``regex`` refuses then ends in NoReverseMatch."""
        return value


register_converter(LanguageCode, "language")

urlpatterns = [
    path("", views.home, name="home"),
    path("results/", views_results.latest, name="results"),
    path("results/<int:year>/", views_results.year_page, name="results_year"),
    path("results/<int:year>/results.csv", views_results.csv_file, name="results_csv"),
    path("results/<int:year>/results.xlsx", views_results.xlsx_file, name="results_xlsx"),
    path("results/<int:year>/results.json", views_results.json_file, name="results_json"),
    path(
        "results/<int:year>/files/<slug:number>-<language:language>.pdf",
        views_results.conclusion_file,
        name="conclusion_file",
    ),
    path("bodies/", views_bodies.body_list, name="bodies"),
    path("bodies/<slug:slug>/", views_bodies.body_page, name="body"),
    path("bodies/<slug:slug>/<int:year>/<int:block>/", views_bodies.score_page, name="score"),
    path("bodies/<slug:slug>/<int:year>/<int:block>/trace.json", views_bodies.score_json, name="score_json"),
    path("open-data/", views.open_data, name="open_data"),
    path("open-data/journal/checkpoint.txt", views.checkpoint_file, name="journal_checkpoint"),
    path("open-data/journal/key.txt", views.journal_key, name="journal_key"),
    path("open-data/journal/", views_journal.checkpoints_page, name="journal_checkpoints"),
    path("open-data/journal/check_journal.py", views_journal.script_file, name="journal_script"),
    path(
        "open-data/journal/<int:size>/checkpoint.txt",
        views_journal.kept_checkpoint,
        name="journal_kept_checkpoint",
    ),
    path(
        "open-data/journal/<int:size>/inclusion.json", views_journal.inclusion_file, name="journal_inclusion"
    ),
    path(
        "open-data/journal/<int:before>/<int:after>/consistency.json",
        views_journal.growth_file,
        name="journal_growth",
    ),
    path("verify/", views.verify, name="verify"),
    path("components/", views_components.components, name="components"),
    path("contrast/", views_components.contrast, name="contrast"),
]

plain_urlpatterns = [
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
]
