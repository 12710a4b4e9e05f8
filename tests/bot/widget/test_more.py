"""What comes after the first paint: signs under an answer, menu, notice, download, letters."""

import io
import re
from base64 import b64decode
from pathlib import Path

import pytest
import requests
from PIL import Image
from playwright.sync_api import expect

from tests.bot.widget.conftest import Standin, Visit

pytestmark = pytest.mark.slow


def letter(path: Path, *, size: tuple[int, int] = (3200, 2000)) -> Path:
    """A photo of a letter with the place and the camera in it."""
    exif = Image.Exif()
    exif[0x010F] = "secret camera"
    exif.get_ifd(0x8825)[2] = (50.0, 51.0, 30.0)
    Image.new("RGB", size, "teal").save(path, exif=exif.tobytes())
    return path


def sent_files(standin: Standin) -> list[bytes]:
    told = requests.get(f"{standin.url}/control/files", timeout=60).json()["files"]
    return [b64decode(one) for one in told]


def test_one_row_of_signs_and_the_rest_folded_behind_more(visit: Visit, standin: Standin) -> None:
    person = visit("fr")
    person.say("path")
    row = person.find(".signs").last
    expect(row.locator(".sign")).to_have_text(["Plus simple", "Personne", "Plus"])
    expect(person.find(".stamp")).to_be_visible()
    more = row.locator(".sign").last
    expect(more).to_have_attribute("aria-expanded", "false")
    assert "Le coût" not in person.find(".log").inner_text()
    more.click()
    expect(more).to_have_attribute("aria-expanded", "true")
    expect(person.find(".fold a")).to_have_attribute("href", "https://bewelcome.brussels")
    person.find(".fold .choice").click()
    person.sees("Answer to: c:cost")
    assert person.find(".mine .bubble").last.inner_text() == "Le coût"
    expect(person.find(".signs").first.locator(".sign")).to_have_text(["Plus"])


def test_simpler_words_are_one_tap(visit: Visit, standin: Standin) -> None:
    person = visit("fr")
    person.say("path")
    person.find(".signs .sign").filter(has_text="Plus simple").click()
    person.sees("Answer to: c:simple")


def test_sharing_copies_the_answers_own_address(visit: Visit, standin: Standin) -> None:
    person = visit("fr", permissions=["clipboard-read", "clipboard-write"])
    person.page.evaluate("Object.defineProperty(navigator, 'share', {value: undefined})")
    person.say("path")
    person.find(".sign:has(.i-more)").click()
    person.find("button.action").click()
    person.sees("Le lien est copié.")
    copied = person.page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{standin.url}/fr/reception_path_what/"


def test_the_whole_notice_is_a_tap_away_before_and_during_the_chat(visit: Visit) -> None:
    person = visit("uk", start=False)
    person.find(".languages .item").first.click()
    expect(person.find(".notice li")).to_have_count(3)
    person.find(".whole").click()
    expect(person.find(".prose strong")).to_have_count(8)
    person.find(".view .item.main").click()
    expect(person.find(".notice li")).to_have_count(3)


def test_the_chat_can_be_downloaded_as_a_readable_page(visit: Visit) -> None:
    person = visit("ar")
    person.say("<b>مرحبا</b>")
    person.sees("Answer to:")
    person.find(".tool.menu").click()
    with person.page.expect_download() as caught:
        person.find(".item:has(.i-save)").click()
    text = Path(caught.value.path()).read_text(encoding="utf-8")
    assert caught.value.suggested_filename == "chat.html"
    assert 'dir="rtl"' in text
    assert "&lt;b&gt;مرحبا&lt;/b&gt;" in text
    assert "Answer to:" in text


def test_a_letter_is_made_smaller_loses_place_and_device_and_stands_in_the_chat(
    visit: Visit, standin: Standin, tmp_path: Path
) -> None:
    person = visit("fr")
    person.say("hello")
    person.sees("Answer to: hello")
    original = letter(tmp_path / "letter.jpg")
    person.find(".tool.camera").click()
    camera, files = person.find("input[type=file]").all()
    assert camera.get_attribute("capture") == "environment"
    files.set_input_files(original)
    expect(person.find(".letter .hint")).to_have_text(re.compile(r"^📷 \d+ kB$"))
    before = len(sent_files(standin))
    person.find(".letter .item").click()
    expect(person.find(".mine .picture")).to_be_visible()
    person.sees("Answer to: 📷")
    (body,) = sent_files(standin)[before:]
    assert b"secret camera" not in body
    with Image.open(io.BytesIO(body)) as drawn:
        assert drawn.size == (1600, 1000)
        assert not drawn.getexif()
    assert len(body) < original.stat().st_size


def test_a_refused_letter_is_explained_and_nothing_is_said(
    visit: Visit, standin: Standin, tmp_path: Path
) -> None:
    person = visit("fr")
    person.say("hello")
    person.sees("Answer to: hello")
    paper = tmp_path / "letter.pdf"
    paper.write_bytes(b"%PDF-1.4 refuse")
    person.find(".tool.camera").click()
    person.find("input[type=file]").last.set_input_files(paper)
    expect(person.find(".letter .hint")).to_have_text("📄 1 kB")
    person.find(".letter .item").click()
    expect(person.find(".letter .hint")).to_have_text("Seulement une photo.")
    large = tmp_path / "large.pdf"
    large.write_bytes(b"%PDF-1.4" + b"x" * 10_000_001)
    person.page.keyboard.press("Escape")
    person.find(".tool.camera").click()
    person.find("input[type=file]").last.set_input_files(large)
    person.sees("Ce fichier est trop grand")
    person.page.keyboard.press("Escape")
    assert person.find(".mine").count() == 1


# Counts how often the page asks the device where it is.
ASKED = """window.asked = 0;
    const find = navigator.geolocation.getCurrentPosition.bind(navigator.geolocation);
    navigator.geolocation.getCurrentPosition = (...all) => { window.asked += 1; find(...all); };"""


def test_the_device_is_asked_where_it_is_only_on_a_tap_and_the_point_stays_nowhere(
    visit: Visit, standin: Standin
) -> None:
    point = {"latitude": 50.86543, "longitude": 4.37654}
    person = visit("fr", start=False, permissions=["geolocation"], geolocation=point)
    person.page.add_init_script(ASKED)
    person.page.reload()
    person.find(".languages .item").first.click()
    person.find(".view .item").first.click()
    person.say("closer")
    here = person.find(".choice").filter(has_text="Près de l’endroit où je suis")
    expect(here).to_be_visible()
    person.sees("Seul le nom du quartier est gardé")
    assert person.page.evaluate("window.asked") == 0
    here.click()
    person.sees("Answer to: c:liedts")
    assert person.page.evaluate("window.asked") == 1
    assert person.find(".mine .bubble").last.inner_text() == "📍 Place Liedts"
    assert person.find(".choice").count() == 0
    kept = person.page.evaluate("JSON.stringify(localStorage) + JSON.stringify(sessionStorage)")
    assert "Liedts" in kept
    assert "50.8" not in kept


@pytest.mark.parametrize("point", [None, {"latitude": 48.85, "longitude": 2.35}])
def test_a_place_that_is_not_found_can_still_be_written(
    visit: Visit, standin: Standin, point: dict[str, float] | None
) -> None:
    granted = {"permissions": ["geolocation"], "geolocation": point} if point else {}
    person = visit("ar", **granted)
    person.say("closer")
    person.find(".choice").filter(has_text="قريب من مكاني").click()
    person.sees("تعذّر تحديد مكانك")
    person.say("Helmet")
    person.sees("Answer to: Helmet")


def test_the_menu_works_with_the_line_cut_after_the_first_seconds(visit: Visit) -> None:
    person = visit("fr")
    person.page.wait_for_function(
        "performance.getEntriesByType('resource').some(e => /voice/.test(e.name))"
    )
    person.page.wait_for_timeout(1500)
    person.page.context.set_offline(True)
    for sign in (".tool.menu", ".tool.camera"):
        person.find(sign).click()
        expect(person.find("h2")).to_be_visible()
        person.page.keyboard.press("Escape")


def test_a_menu_asked_for_without_a_line_comes_once_the_line_is_back(visit: Visit) -> None:
    person = visit("fr", start=False)
    person.page.context.route("**/menu.js*", lambda route: route.abort())
    person.page.reload()
    person.page.wait_for_selector("newcomer-chat[data-ready]")
    person.find(".tool.menu").click()
    person.sees("Pas de connexion")
    person.page.context.unroute("**/menu.js*")
    person.find(".tool.menu").click()
    person.find(".tool.menu").click()
    expect(person.find(".item:has(.i-save)")).to_be_visible()


def test_the_sound_is_off_until_asked_for_and_the_wish_is_kept(visit: Visit) -> None:
    person = visit("fr")
    person.find(".tool.menu").click()
    sound = person.find(".item:has(.i-sound)")
    expect(sound).to_have_attribute("aria-pressed", "false")
    sound.click()
    expect(sound).to_have_attribute("aria-pressed", "true")
    person.page.reload()
    person.find(".tool.menu").click()
    expect(person.find(".item:has(.i-sound)")).to_have_attribute("aria-pressed", "true")
