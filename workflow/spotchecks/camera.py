"""What a photo says about itself (EXIF): when it was taken and where. Said by the camera, verified by nobody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from PIL import Image

_ORIGINAL, _DATE_TIME = 0x9003, 0x0132
_EXIF, _GPS = 0x8769, 0x8825
_MOST = 120


def said_by(file: IO[bytes]) -> str:
    """``拍摄于 2026-09-30 10:02:11，北纬31.12345 东经118.12345``; empty for anything that says nothing, or nonsense."""
    file.seek(0)
    try:
        with Image.open(file, formats=("JPEG", "PNG")) as image:
            tags = image.getexif()
            taken = tags.get_ifd(_EXIF).get(_ORIGINAL) or tags.get(_DATE_TIME)
            place = _place(tags.get_ifd(_GPS))
    except Exception:  # a foreign parser on foreign bytes: whatever it says, the photo is kept without it
        return ""
    finally:
        file.seek(0)
    parts = [f"拍摄于 {_clean(taken)}" if isinstance(taken, str) and _clean(taken) else "", place]
    return "，".join(part for part in parts if part)[:_MOST]


def _clean(text: str) -> str:
    """Cameras write the day with colons."""
    kept = "".join(char for char in text if char in "0123456789: -")[:19].strip()
    return kept[:10].replace(":", "-") + kept[10:]


def _place(gps: Mapping[int, Any]) -> str:
    if not {1, 2, 3, 4} <= set(gps):
        return ""
    latitude, longitude = _degrees(gps[2]), _degrees(gps[4])
    if not (0 <= latitude <= 90 and 0 <= longitude <= 180):
        return ""
    north = "北纬" if str(gps[1]).upper().startswith("N") else "南纬"
    east = "东经" if str(gps[3]).upper().startswith("E") else "西经"
    return f"{north}{latitude:.5f} {east}{longitude:.5f}"


def _degrees(parts: Any) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    return degrees + minutes / 60 + seconds / 3600
