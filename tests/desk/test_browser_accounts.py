"""From invitation to log-in in a real browser, by keyboard alone; each page under axe."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from django.conf import global_settings
from django.test import override_settings
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import Browser, Page, expect

from desk.people.models import Deed, Role, User, Verb
from tests.desk.builders import person
from tests.desk.test_browser import PHONE, SCREEN, browser, enter, violations

pytestmark = pytest.mark.slow
__all__ = ["browser"]
NEW = "violet tramway seven lemons"


@pytest.fixture(autouse=True)
def _django_beside_playwright(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with override_settings(PASSWORD_HASHERS=global_settings.PASSWORD_HASHERS):
        yield


def to(page: Page, selector: str) -> None:
    """Presses Tab until that element has the focus, as somebody without a mouse."""
    for _ in range(60):
        if page.evaluate("(s) => document.activeElement.matches(s)", selector):
            shown = page.evaluate(
                "() => getComputedStyle(document.activeElement).outlineStyle"
                " + getComputedStyle(document.activeElement).borderStyle"
            )
            assert shown != "nonenone", f"no focus is seen on {selector}"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never comes to {selector}")


def type_into(page: Page, selector: str, words: str) -> None:
    to(page, selector)
    page.keyboard.type(words)


def press(page: Page, selector: str) -> None:
    to(page, selector)
    page.keyboard.press("Enter")


def app_code(user: User, *, steps: int) -> str:
    """What the telephone shows; the desk takes one step before and one after."""
    device = TOTPDevice.objects.get(user=user)
    app = TOTP(device.bin_key, device.step, device.t0, device.digits)
    app.time = time.time() + steps * 30
    return f"{app.token():06d}"


def calm(page: Page) -> None:
    """No fault that axe knows, nothing wider than the page."""
    assert violations(page) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


@pytest.mark.parametrize("size", [PHONE, SCREEN], ids=["phone", "screen"])
def test_from_invitation_to_log_in_by_keyboard_alone(
    browser: Browser,
    desk: str,
    size: dict[str, int],
) -> None:
    person("ida", role=Role.ADMINISTRATOR)
    ida = enter(browser, desk, "ida", size=size)
    ida.goto(f"{desk}/colleagues/")
    calm(ida)
    type_into(ida, "#id_username", "eva")
    type_into(ida, "#id_display_name", "Eva")
    to(ida, "#id_role")
    ida.keyboard.type("Coord")
    to(ida, "#id_office")
    ida.keyboard.press("ArrowDown")
    press(ida, "main button.main")
    expect(ida.locator("#link")).to_be_focused()
    calm(ida)
    link = ida.locator("#link").input_value()
    eva = User.objects.get(username="eva")
    assert (eva.role, eva.office) == ("coordinator", "via")

    context = browser.new_context(viewport=size, locale="nl")  # type: ignore[arg-type]
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    # The link names the desk's own address; the server of this test listens elsewhere.
    page.goto(desk + link[link.index("/invitation/") :])
    expect(page.locator("h1")).to_have_text("Kies uw wachtwoord")
    calm(page)
    type_into(page, "#id_new_password1", "welkom")
    type_into(page, "#id_new_password2", "welkom")
    page.keyboard.press("Enter")
    expect(page.locator(".notice.error")).to_contain_text("12")
    calm(page)
    type_into(page, "#id_new_password1", NEW)
    type_into(page, "#id_new_password2", NEW)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{desk}/login/")
    expect(page.locator(".notice.success")).to_be_visible()
    calm(page)
    type_into(page, "#id_username", "eva")
    type_into(page, "#id_password", NEW)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{desk}/")

    press(page, "details.menu summary")
    press(page, '.menu-body a[href="/second-factor/"]')
    page.wait_for_url(f"{desk}/second-factor/")
    expect(page.locator("img.qr")).to_have_js_property("complete", True)
    assert page.locator("img.qr").evaluate("(one) => one.naturalWidth") > 100
    calm(page)
    type_into(page, "#id_code", "000000")
    page.keyboard.press("Enter")
    expect(page.locator("#wrong")).to_be_visible()
    calm(page)
    TOTPDevice.objects.update(throttling_failure_count=0)
    type_into(page, "#id_code", app_code(eva, steps=-1))
    page.keyboard.press("Enter")
    expect(page.locator(".codes li")).to_have_count(10)
    calm(page)
    recovery = page.locator(".codes li").first.inner_text()
    press(page, "main a.button")
    page.wait_for_url(f"{desk}/")

    for given in (app_code(eva, steps=0), recovery):
        press(page, "details.menu summary")
        press(page, '.menu-body form[action="/logout/"] button')
        page.wait_for_url(f"{desk}/login/")
        type_into(page, "#id_username", "eva")
        type_into(page, "#id_password", NEW)
        page.keyboard.press("Enter")
        expect(page.locator("#id_code")).to_be_focused()
        calm(page)
        page.keyboard.type(given)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{desk}/")
    expect(page.locator(".notice.warning")).to_contain_text("9")
    context.close()

    ida.goto(f"{desk}/log/?who={eva.pk}")
    calm(ida)
    expect(ida.locator("tbody")).to_contain_text("logged in with a recovery code")
    ida.goto(f"{desk}/colleagues/{eva.pk}/")
    calm(ida)
    press(ida, f'button[formaction="/colleagues/{eva.pk}/second-factor"]')
    expect(ida.locator(".notice.success")).to_be_visible()
    ida.context.close()
    verbs = Deed.objects.filter(what=f"user:{eva.pk}").order_by("id").values_list("verb", flat=True)
    assert list(verbs) == [
        Verb.INVITE,
        Verb.PASSWORD,
        Verb.FACTOR_ON,
        Verb.RECOVERY,
        Verb.FACTOR_OFF,
    ]
