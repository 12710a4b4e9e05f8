"""What may be kept of a sent file: by its content, drawn anew, without place and device."""

import io

import pytest
from PIL import Image

from bot.channels.photos import LONG_SIDE, MAX_BYTES, RefusedFileError, check

MARK = b"Rue Kessels 14 secret camera"


def photo(form: str = "JPEG", size: tuple[int, int] = (400, 300), turned: int = 1) -> bytes:
    exif = Image.Exif()
    exif[0x010F] = MARK.decode()  # maker
    exif[0x0112] = turned
    exif.get_ifd(0x8825)[2] = (50.0, 51.0, 30.0)  # latitude
    made = io.BytesIO()
    Image.new("RGB", size, "teal").save(made, form, exif=exif.tobytes())
    return made.getvalue()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photo_loses_all_that_is_not_picture(form: str) -> None:
    sent = photo(form)
    assert MARK in sent
    checked = check(sent)
    assert (checked.kind, checked.type) == ("photo", "image/jpeg")
    assert MARK not in checked.body
    with Image.open(io.BytesIO(checked.body)) as drawn:
        assert drawn.format == "JPEG"
        assert not drawn.getexif()
        assert drawn.size == (400, 300)


def test_a_photo_taken_sideways_stands_upright() -> None:
    with Image.open(io.BytesIO(check(photo(turned=6)).body)) as drawn:
        assert drawn.size == (300, 400)


def test_a_large_photo_is_made_smaller() -> None:
    with Image.open(io.BytesIO(check(photo(size=(4000, 3000))).body)) as drawn:
        assert drawn.size == (LONG_SIDE, 1200)


def test_a_pdf_is_kept_as_it_is() -> None:
    pdf = b"%PDF-1.4\n%%EOF"
    checked = check(pdf)
    assert (checked.kind, checked.type, checked.body) == ("document", "application/pdf", pdf)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html><script>alert(1)</script>",
        b"MZ\x90\x00" + b"\x00" * 200,
        b"PK\x03\x04" + b"\x00" * 200,
        b"GIF89a" + b"\x00" * 50,
        b"\xff\xd8\xff\xe0 no picture at all",
        photo()[:500],
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 100,
    ],
)
def test_anything_else_is_refused_whatever_it_calls_itself(body: bytes) -> None:
    with pytest.raises(RefusedFileError) as refused:
        check(body)
    assert refused.value.reason == "type"


def test_what_is_too_large_is_refused() -> None:
    with pytest.raises(RefusedFileError) as refused:
        check(b"%PDF-" + b"x" * MAX_BYTES)
    assert refused.value.reason == "large"


def test_a_picture_that_unpacks_to_billions_of_points_is_refused_before_it_is_drawn() -> None:
    made = io.BytesIO()
    Image.new("1", (60_000, 60_000)).save(made, "PNG")
    bomb = made.getvalue()
    assert len(bomb) < MAX_BYTES
    with pytest.raises(RefusedFileError) as refused:
        check(bomb)
    assert refused.value.reason == "large"
