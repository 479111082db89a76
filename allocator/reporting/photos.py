"""Photos scaled into their frame; a file that is not a picture leaves the frame empty."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.image import Image


class Photo(NamedTuple):
    """A picture that can be placed, with the options XlsxWriter needs to place it."""

    path: str
    options: dict[str, Any]


@lru_cache(maxsize=1024)
def photo_of(path: str, width: float, height: float) -> Photo | None:
    """Return a picture scaled to fit `width` by `height` points; None where it cannot be read."""
    try:
        picture = Image(path)
    except (OSError, XlsxWriterException):
        return None
    if not picture._width or not picture._height:  # noqa: SLF001  # no public name for it
        return None
    # XlsxWriter draws at the dots per inch that the file states.
    natural_width = picture._width * 72 / picture._x_dpi  # noqa: SLF001
    natural_height = picture._height * 72 / picture._y_dpi  # noqa: SLF001
    scale = min(width / natural_width, height / natural_height)
    aside = max(0.0, (width - natural_width * scale) / 2) * 4 / 3
    return Photo(path, {
        "x_scale": scale, "y_scale": scale, "x_offset": aside + 2, "y_offset": 3,
        "object_position": 2, "description": "照片", "decorative": True,
    })  # fmt: skip
