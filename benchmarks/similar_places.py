"""How well two addresses are told to be the same street: precision and recall, and the time.

    python benchmarks/similar_places.py CALLS.csv --column ADDRESS

Every address of the file is written again as people write it (another house, short or long words,
a direction left out, a slip of the keys) and compared with addresses of the file. Two are the same
street when the file's own words for the street are the same, number of the house and case apart.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from outreach.concerns.similar_places import KIND_OF, same_street

WORDS = 4_000


def own(address: str) -> str:
    """The street as the file has it: no house, one case, kinds of street by one word."""
    text = re.sub(r"^\s*\d+\s*(?:blk|block)?(?:\s+of)?\s+", "", address.lower())
    words = [KIND_OF.get(word, word) for word in re.findall(r"[a-z0-9]+", text)]
    return " ".join(word for word in words if word not in {"n", "s", "e", "w", "city", "nv"})


def otherwise(address: str, chance: random.Random) -> str:
    """The address as somebody else may write it."""
    long_for = {short: kind for short, kind in KIND_OF.items() if short != kind}
    words = re.sub(r"^\s*\d+\s*", "", address).replace("BLK", "").split()
    said = [long_for.get(word.lower(), word) if chance.random() < 0.5 else word for word in words]
    text = " ".join(word for word in said if word not in "NSEW" or chance.random() < 0.7)
    if chance.random() < 0.2 and len(text) > 8:
        longest = max(text.split(), key=len)
        if len(longest) > 6:
            place = chance.randrange(2, len(longest) - 1)
            text = text.replace(longest, longest[:place] + longest[place + 1 :])
    return f"{chance.randrange(1, 2000)} {text.title()}"


def main() -> None:
    asked = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    asked.add_argument("file", type=Path)
    asked.add_argument("--column", required=True)
    asked.add_argument("--encoding", default="utf-8-sig")
    given = asked.parse_args()
    with given.file.open(encoding=given.encoding, newline="") as opened:
        cells = {re.split("[;,]", row[given.column])[0].strip() for row in csv.DictReader(opened)}
    places = sorted(cell for cell in cells if cell and not set(cell) & set("&/@") and own(cell))
    chance = random.Random(7)
    places = chance.sample(places, min(WORDS, len(places)))
    right = wrong = missed = 0
    began = time.perf_counter()
    for place in places:
        said = otherwise(place, chance)
        same = same_street(said, place)
        right, missed = right + same, missed + (not same)
        for other in chance.sample(places, min(20, len(places))):
            if own(other) != own(place):
                wrong += same_street(said, other)
    seconds = time.perf_counter() - began
    print(f"{len(places)} addresses of {len({own(one) for one in places})} streets")
    print(f"recall    {right / max(1, right + missed):.4f}  ({missed} missed)")
    print(
        f"precision {right / max(1, right + wrong):.4f}  ({wrong} wrong, each asked against 20 others)"
    )
    print(f"{seconds / max(1, len(places) * 21) * 1e6:.0f} microseconds a pair")


if __name__ == "__main__":
    main()
