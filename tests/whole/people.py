"""The people of the browser tests: a colleague with the first account."""

from playwright.sync_api import Browser, Page

from tests.kit.house import House

PASSWORD = "eine lange Nacht in Brüssel 7"


def colleague(browser: Browser, house: House, *, locale: str = "en") -> Page:
    """Staff with the first account: logs in; the first time chooses a password of their own."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}, locale=locale).new_page()
    if not house.entered:
        once = house.password.split()[-1]
        log_in(page, house, once)
        page.wait_for_url(f"{house.desk}/password/**")
        fields = page.locator("input[type=password]")
        for number in range(fields.count()):
            first = once if fields.count() == 3 and number == 0 else PASSWORD
            fields.nth(number).fill(first)
        page.keyboard.press("Enter")
        house.entered = True
    else:
        log_in(page, house, PASSWORD)
    page.wait_for_url(f"{house.desk}/")
    return page


def log_in(page: Page, house: House, password: str) -> None:
    """The form of the first page."""
    page.goto(f"{house.desk}/")
    page.fill("#id_username", "admin")
    page.fill("#id_password", password)
    page.keyboard.press("Enter")
