"""Someone who uses the chat page in a real browser."""

from playwright.sync_api import Locator, Page


class Person:
    """Types, taps and reads; `page` is Playwright's."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def say(self, text: str) -> None:
        """Types a message and sends it."""
        self.page.locator("textarea").fill(text)
        self.page.locator("textarea").press("Enter")

    def tap(self, name: str) -> None:
        """Taps a button by its name."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def find(self, selector: str) -> Locator:
        """Nodes inside the chat."""
        return self.page.locator(selector)

    def sees(self, text: str) -> None:
        """Waits until the text stands on the screen."""
        self.page.get_by_text(text).first.wait_for()

    def conversation(self) -> list[str]:
        """What stands in the bubbles, in order, without the first greeting."""
        return self.find(".message:not([data-id=hello]) .bubble").all_inner_texts()
