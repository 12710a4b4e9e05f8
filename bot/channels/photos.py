"""Knows whether bytes are a photo, a PDF of a letter or speech, by content and nothing else.

A photo is drawn anew: what else was in the file (place, device, hidden code) does not survive.
Refuses to know who sent it and where it goes.
"""

import io
import warnings
from dataclasses import dataclass

import filetype
from PIL import Image, ImageOps, UnidentifiedImageError

MAX_BYTES = 10_000_000
MAX_PIXELS = 50_000_000
LONG_SIDE = 1600
_PHOTOS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
_PDF = "application/pdf"
_VOICES = ("audio/ogg", "audio/mpeg")
_QUALITY = 85


class RefusedFileError(ValueError):
    """The file is not taken; `reason` is "large" or "type" (or "person", by the door)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A file that may be kept: `kind` "photo", "document" or "voice", media type, bytes."""

    kind: str
    type: str
    body: bytes


def check(body: bytes, *, voice: bool = False) -> Checked:
    """The file as it may be kept; `voice`: a voice message may be, too.

    Raises `RefusedFileError`. Takes time: not for an event loop.
    """
    if len(body) > MAX_BYTES:
        raise RefusedFileError("large")
    found = filetype.guess(body)
    kind = found.mime if found else None
    if kind == _PDF and body.startswith(b"%PDF-"):
        return Checked(kind="document", type=_PDF, body=body)
    if voice and kind in _VOICES:
        return Checked(kind="voice", type=kind, body=body)
    if kind in _PHOTOS:
        return Checked(kind="photo", type="image/jpeg", body=_drawn_anew(body, _PHOTOS[kind]))
    raise RefusedFileError("type")


def _drawn_anew(body: bytes, form: str) -> bytes:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(body), formats=[form]) as photo:
                if photo.width * photo.height > MAX_PIXELS:
                    raise RefusedFileError("large")
                photo.draft("RGB", (LONG_SIDE, LONG_SIDE))
                upright = ImageOps.exif_transpose(photo)
        upright.thumbnail((LONG_SIDE, LONG_SIDE))
        paper = Image.new("RGB", upright.size, "white")
        layer = upright.convert("RGBA")
        paper.paste(layer, mask=layer.getchannel("A"))
        drawn = io.BytesIO()
        paper.save(drawn, "JPEG", quality=_QUALITY, optimize=True)
        return drawn.getvalue()
    except Image.DecompressionBombError as error:
        raise RefusedFileError("large") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        if isinstance(error, RefusedFileError):
            raise
        raise RefusedFileError("type") from error
