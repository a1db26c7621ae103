"""Write accounts/common_passwords.txt: passwords of 15 and more characters that are tried first.

    python scripts/common_passwords.py            writes the list
    python scripts/common_passwords.py --check    says whether the list is what this makes

Nothing is copied from a leaked or published list. The words below are ordinary ones; the patterns
are those people use to make a short password long: a word twice, two words, a row of keys, a
phrase, with a year, digits or a sign behind it. Everything is in small letters and without
spaces, as `accounts.passwords.plain` compares it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

LIST = Path(__file__).resolve().parent.parent / "accounts" / "common_passwords.txt"
SHORTEST, LONGEST = 15, 40

WORDS = [
    "password",
    "passw0rd",
    "p@ssword",
    "p@ssw0rd",
    "welcome",
    "letmein",
    "qwerty",
    "iloveyou",
    "princess",
    "football",
    "baseball",
    "basketball",
    "soccer",
    "hockey",
    "superman",
    "batman",
    "spiderman",
    "starwars",
    "pokemon",
    "dragon",
    "monkey",
    "master",
    "shadow",
    "sunshine",
    "summer",
    "winter",
    "spring",
    "autumn",
    "flower",
    "freedom",
    "whatever",
    "trustno1",
    "computer",
    "internet",
    "samsung",
    "michael",
    "jennifer",
    "jessica",
    "charlie",
    "jordan",
    "thomas",
    "daniel",
    "ashley",
    "nicole",
    "hunter",
    "ranger",
    "mustang",
    "corvette",
    "ferrari",
    "mercedes",
    "harley",
    "america",
    "liberty",
    "cowboys",
    "steelers",
    "yankees",
    "lakers",
    "chelsea",
    "liverpool",
    "arsenal",
    "barcelona",
    "cookie",
    "chocolate",
    "butterfly",
    "rainbow",
    "unicorn",
    "sparkle",
    "hello",
    "goodbye",
    "changeme",
    "default",
    "temporary",
    "secret",
    "private",
    "security",
    "access",
    "login",
    "admin",
    "administrator",
    "guest",
    "police",
    "officer",
    "sergeant",
    "detective",
    "sheriff",
    "deputy",
    "patrol",
    "badge",
    "precinct",
    "department",
    "community",
    "liaison",
    "outreach",
    "service",
    "division",
    "chief",
    "captain",
    "lieutenant",
    "commander",
    "training",
    "protect",
    "serve",
]
PHRASES = [
    "ilovemyfamily",
    "ilovemywife",
    "ilovemyhusband",
    "ilovemykids",
    "ilovemydog",
    "ilovemycat",
    "ilovemymom",
    "ilovemydad",
    "iloveyouforever",
    "iloveyousomuch",
    "iloveyoubaby",
    "iloveyoujesus",
    "jesuslovesme",
    "jesusischrist",
    "godisgood",
    "godblessamerica",
    "ingodwetrust",
    "trustnobody",
    "letmeinplease",
    "openthedoor",
    "opensesame",
    "thisismypassword",
    "thisisapassword",
    "thisismysecret",
    "mypasswordis",
    "ihatepasswords",
    "idontknow",
    "whatisthepassword",
    "nopasswordhere",
    "passwordispassword",
    "newpassword",
    "oldpassword",
    "forgotpassword",
    "mynameis",
    "whoareyou",
    "howareyou",
    "helloworld",
    "hellokitty",
    "goodmorning",
    "goodnight",
    "merrychristmas",
    "happybirthday",
    "happynewyear",
    "happyhalloween",
    "mondaymorning",
    "fridaynight",
    "maytheforcebewithyou",
    "theforceawakens",
    "toinfinityandbeyond",
    "winteriscoming",
    "livelaughlove",
    "carpediem",
    "hakunamatata",
    "neverevergiveup",
    "nevergiveup",
    "keepcalmandcarryon",
    "onceuponatime",
    "tobeornottobe",
    "protectandserve",
    "toprotectandserve",
    "toprotectandtoserve",
    "toserveandprotect",
    "backtheblue",
    "thinblueline",
    "bluelivesmatter",
    "policedepartment",
    "communityservices",
    "communitypolicing",
    "communityoutreach",
    "chiefofpolice",
    "sheriffsoffice",
    "lawandorder",
    "tenfour",
    "ten4goodbuddy",
    "donutsandcoffee",
    "correcthorsebatterystaple",
    "thequickbrownfox",
    "thequickbrownfoxjumps",
    "mydogsname",
    "mycatsname",
    "mymothersmaidenname",
    "ilikeicecream",
    "ilikepizza",
    "ilovepizza",
    "ilovefootball",
    "ilovebaseball",
    "ilovesoccer",
    "gocowboys",
    "gosteelers",
    "gopackgo",
    "rolltide",
]
YEARS = [str(year) for year in range(1960, 2031)]
TAILS = ["1", "12", "123", "1234", "12345", "123456", "12345678", "123456789", "1234567890"]
TAILS += ["!", "!!", "!!!", "1!", "123!", "1234!", "12345!", "00", "007", "01", "69", "99", "911"]
TAILS += ["abc", "abc123", "xyz", "qwerty", "asdf"]
ROWS = [
    "1234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "!@#$%^&*()",
    "abcdefghijklmnopqrstuvwxyz",
]
DOWN = ["1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "8ik,", "9ol.", "0p;/"]
ACROSS = [
    "q1w2e3r4t5y6u7i8o9p0",
    "1q2w3e4r5t6y7u8i9o0p",
    "a1s2d3f4g5h6j7k8l9",
    "a1b2c3d4e5f6g7h8i9",
]


def made() -> list[str]:
    """The whole list: each once, of the right length, in the order of the alphabet."""
    every = {*words_again(), *two_words(), *phrases(), *keys(), *signs()}
    return sorted(one for one in every if SHORTEST <= len(one) <= LONGEST)


def words_again() -> Iterator[str]:
    """passwordpassword1, summersummer2024, hellohellohello!"""
    for word in WORDS:
        for again in (word * 2, word * 3, word * 4):
            yield again
            yield from (again + tail for tail in TAILS)
            if again == word * 2:
                yield from (again + year for year in YEARS)


def two_words() -> Iterator[str]:
    """The most usual words in pairs: welcomepassword, footballbaseball1, policeofficer123."""
    usual = [*WORDS[:16], *WORDS[-26:]]
    for first, second in permutations(usual, 2):
        yield first + second
        yield first + second + "1"
        yield first + second + "123"
    for word in WORDS:
        yield from (f"{word}{tail}{year}" for tail in ("", "@", "!") for year in YEARS[-20:])
        yield from (
            f"{word}123456789",
            f"123456789{word}",
            f"1234567890{word}",
            f"my{word}is{word}",
        )


def phrases() -> Iterator[str]:
    for phrase in PHRASES:
        yield phrase
        yield from (phrase + tail for tail in (*TAILS, *YEARS[-31:]))


def keys() -> Iterator[str]:
    """Rows of keys: forwards, back, twice, one after another, and zigzag."""
    rows = [*ROWS, *(row[::-1] for row in ROWS)]
    for row in rows:
        yield from (row, row * 2, row * 3)
        yield from (row[:length] * times for length in range(3, 11) for times in range(2, 9))
        yield from ((row + row)[:length] for length in range(15, 31))
    yield from (first + second for first, second in permutations(rows, 2))
    yield from (
        first[:6] + second[:6] + third[:6] for first, second, third in permutations(rows, 3)
    )
    for walk in ("".join(DOWN), "".join(reversed(DOWN)), *ACROSS):
        yield from (walk[start : start + length] for start in (0, 4) for length in range(15, 25))
    yield from ("".join(four) for four in permutations(DOWN[:5], 4))


def signs() -> Iterator[str]:
    """One sign, two or three, over and over; dates of birth twice."""
    for sign in "abcdefghijklmnopqrstuvwxyz0123456789!*.-":
        yield from (sign * length for length in range(15, 25))
    for short in (
        "12",
        "123",
        "1234",
        "12345",
        "abc",
        "abcd",
        "a1",
        "ab12",
        "abc123",
        "qwe",
        "asd",
    ):
        yield from ((short * 12)[:length] for length in range(15, 25))
    for year in YEARS:
        yield from (f"{year}{year}{year}{year}", f"password{year}{year}", f"{year}password{year}")


def main() -> int:
    text = "\n".join(made()) + "\n"
    if "--check" in sys.argv[1:]:
        same = LIST.exists() and LIST.read_text() == text
        print("the list is what the script makes" if same else "run scripts/common_passwords.py")
        return 0 if same else 1
    LIST.write_text(text)
    print(f"{len(text.split())} passwords")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
