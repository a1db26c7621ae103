"""Telephone numbers as people write them, and the address a telephone dials.

Plain: text in, text out. Departments are in the North American numbering plan.
"""

from __future__ import annotations

import re

EXTENSION = re.compile(
    r"(?:;ext=|,|#|\b(?:extension|ext|x)\b\.?:?|(?<=\d)x)\s*(\d{1,7})\s*$", re.IGNORECASE
)
WRITTEN = re.compile(r"[\d\s().+/\-\u00a0\u2010-\u2015]+")
LONGEST = 15


def dialed(written: str) -> str:
    """“tel:+12525550142;ext=7” for “(252) 555-0142 ext. 7”; nothing where it is not clear.

    Ten digits get the country's code; a number with a plus keeps its own; seven stay local.
    """
    text = written.strip()
    extension = EXTENSION.search(text)
    if extension:
        text = text[: extension.start()].strip()
    if not WRITTEN.fullmatch(text) or "+" in text[1:] or "/" in text:
        return ""
    digits = "".join(sign for sign in text if "0" <= sign <= "9")
    number = _international(digits, has_plus=text.startswith("+"))
    more = f";ext={extension.group(1)}" if extension else ""
    return f"tel:{number}{more}" if number else ""


def _international(digits: str, *, has_plus: bool) -> str:
    if has_plus:
        return f"+{digits}" if 7 < len(digits) <= LONGEST else ""
    if len(digits) == 11 and digits.startswith("1"):
        return f"+{digits}"
    if len(digits) == 10 and digits[0] in "23456789":
        return f"+1{digits}"
    return digits if len(digits) == 7 else ""
