"""What the admin's libraries say without knowing Kazakh (or Russian): said here too, so that our catalogues answer.

Django merges the portal's catalogues last, so a translation of one of these sentences counts wherever the library
says it. The sentences are the libraries' own, letter for letter; only those that our pages show are listed.
"""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_noop, ngettext_lazy

THEME: Final = (
    gettext_noop("Type to search"),
    gettext_noop("Select record"),
    gettext_noop("Select value"),
    gettext_noop("Select all rows"),
    gettext_noop("Date"),
    gettext_noop("From"),
    gettext_noop("To"),
    gettext_noop("Date from"),
    gettext_noop("Date to"),
    gettext_noop("Expand row"),
    gettext_noop("Toggle sorting"),
    gettext_noop("Remove from sorting"),
    gettext_noop("Sorting priority: %(priority_number)s"),
    gettext_noop("No results found"),
    gettext_noop("This page yielded into no results. Create a new item or reset your filters."),
    gettext_noop("Reset filters"),
    gettext_noop("Apply Filters"),
    gettext_noop("Clear all filters"),
    gettext_noop("Hide counts"),
    gettext_noop("Show counts"),
    gettext_noop("More actions"),
    gettext_noop("Go back"),
    gettext_noop("Return to site"),
    gettext_noop("View site"),
    gettext_noop("Previous"),
    gettext_noop("Next"),
    gettext_noop("True"),
    gettext_noop("False"),
    gettext_noop("General"),
    gettext_noop("Welcome"),
    gettext_noop("All applications"),
    gettext_noop("Search apps and models..."),
    gettext_noop("Filter navigation items"),
    gettext_noop("No results matching your query"),
    gettext_noop("Loading more results..."),
    gettext_noop("Recent searches"),
    gettext_noop("No recent searches"),
    gettext_noop("Recent actions"),
    gettext_noop("View"),
    gettext_noop("Cancel"),
    gettext_noop("Close"),
    gettext_noop("No data"),
    gettext_noop("Click to download"),
    gettext_noop("Choose file to upload"),
    gettext_noop("Image preview"),
    gettext_noop("Toggle password visibility"),
    gettext_noop("After you've created a user, you’ll be able to edit more user options."),
    gettext_noop("Change selected %(model)s"),
    gettext_noop("Add another %(model)s"),
    gettext_noop("View selected %(model)s"),
    gettext_noop("Delete selected %(model)s"),
    gettext_noop("Models in the %(name)s application"),
    gettext_noop("You don’t have permission to view or edit anything."),
    gettext_noop("Save and view"),
)

DJANGO: Final = (
    gettext_noop("Empty"),
    gettext_noop("Not empty"),
    gettext_noop("%(app)s administration"),
    gettext_noop("Administration"),
    gettext_noop("Enter a valid date."),
    gettext_noop("Enter a valid date/time."),
    gettext_noop("Currently:"),
    gettext_noop("Change:"),
    gettext_noop("View %s"),
    gettext_noop("Select %s to view"),
    gettext_noop("The {name} “{obj}” was added successfully."),
    gettext_noop("The {name} “{obj}” was changed successfully."),
    gettext_noop("You may edit it again below."),
    gettext_noop("The {name} “{obj}” was changed successfully. You may edit it again below."),
    gettext_noop("The {name} “{obj}” was added successfully. You may add another {name} below."),
    gettext_noop("The {name} “{obj}” was changed successfully. You may add another {name} below."),
    gettext_noop("Skip to main content"),
    gettext_noop("Breadcrumbs"),
    gettext_noop("Sidebar"),
    gettext_noop("Toggle navigation"),
    gettext_noop("Error:"),
    gettext_noop("Set password"),
    gettext_noop("This action will <strong>enable</strong> password-based authentication for this user."),
    gettext_noop("Enable password-based authentication"),
    gettext_noop("Disable password-based authentication"),
)

COUNTED: Final[tuple[Any, ...]] = (
    ngettext_lazy("%(counter)s result", "%(counter)s results"),
    ngettext_lazy("Please correct the error below.", "Please correct the errors below."),
)
