"""A person at a keyboard alone: every key that is pressed is counted, and the mouse does not exist."""

from __future__ import annotations

from playwright.sync_api import Page

from evaluation.models import User
from tests.worlds.second_step import code_of

WORD = "a long enough word 27"


class Keyboard:
    """``pressed`` counts keys that steer, ``typed`` the characters of what is written."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pressed = self.typed = 0

    def press(self, key: str, times: int = 1) -> None:
        for _time in range(times):
            self.page.keyboard.press(key)
            self.pressed += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.typed += len(text)

    def go(self, key: str) -> None:
        """A key that leaves the page."""
        with self.page.expect_navigation():
            self.press(key)

    def at(self) -> str:
        """Where the focus is: the field's name, or else the words of the button or link."""
        return str(
            self.page.evaluate(
                "(at => at.name || at.textContent.trim().replace(/\\s+/g, ' '))(document.activeElement)"
            )
        )

    def tab_to(self, what: str, most: int = 60, row: str = "") -> None:
        """Tab until the focus is at the field of this name, or on words that begin so; in the row that has this cell."""
        for _time in range(most):
            if self.at().startswith(what) and any(cell.startswith(row) for cell in self._cells() or [""]):
                return
            self.press("Tab")
        raise AssertionError(f"{most} Tabs do not reach {what!r}; the focus is at {self.at()!r}")

    def _cells(self) -> list[str]:
        """The texts of the table row that holds the focus."""
        row = "at => [...(at.closest('tr')?.children ?? [])].map(cell => cell.textContent.trim())"
        return [str(cell) for cell in self.page.evaluate(f"({row})(document.activeElement)")]

    def sign_in(self, person: User) -> None:
        """By the sign-in page with its second step, as set up by `world.add_person`; three offices need none."""
        person.set_password(WORD)
        person.save()
        self.tab_to("login")
        self.type(person.username)
        self.tab_to("password")
        self.type(WORD)
        self.go("Enter")
        if self.page.locator("input[name=code]").count():
            self.tab_to("code")
            self.type(code_of(person))
            self.go("Enter")
