"""Letters that no typeface holds are named before a document is made, and in it."""

import pytest

from documents.lacking import Place, lacking_in
from documents.letters import (
    BROUGHT,
    Typefaces,
    installed,
    missing_scripts,
    names_of,
    read_ranges,
)
from documents.pdf import render_pdf
from tests.documents.reading import words

# Latin letters, what stands between words, and one combining accent.
LATIN = Typefaces([(0x20, 0x17F), (0x301, 0x301), (0x2010, 0x2026)])
AMHARIC = "ሰላም ለሁሉም"
HEBREW = "שלום"


def test_what_the_typefaces_hold_costs_nothing_and_is_not_named():
    html = "<body><p>Łukasz said: “Peña’s corner” – loud…</p></body>"

    assert LATIN.with_lacking_named(html) == html
    assert LATIN.lacking("Łukasz – loud…") == set()


def test_letters_without_a_typeface_are_counted_with_their_script():
    named = LATIN.with_lacking_named(f"<body><td>They wrote {AMHARIC}.</td></body>")

    assert '<span class="lacking">[7 letters: Ethiopic (Amharic, Tigrinya)]</span>.' in named
    assert AMHARIC not in named
    assert named.count("Where letters are counted in brackets") == 1


def test_each_run_is_named_and_one_letter_is_one():
    named = LATIN.with_lacking_named("<body><p>ж and אב</p></body>")

    assert "[1 letter: Cyrillic]" in named
    assert "[2 letters: Hebrew]" in named


def test_a_form_in_spanish_says_it_in_spanish():
    named = LATIN.with_lacking_named(f'<html lang="es-US"><body><p>{HEBREW}</p></body></html>')

    assert "[4 letras: Hebrew]" in named
    assert "El registro lo conserva." in named


def test_a_running_title_and_the_words_of_a_chart_are_named_too_without_markup_in_them():
    html = f'<body data-document="{HEBREW}"><svg><title>{HEBREW}</title><text>{HEBREW}</text></svg>'

    named = LATIN.with_lacking_named(html)

    assert 'data-document="[4 letters: Hebrew]"' in named
    assert "<text>[4 letters: Hebrew]</text>" in named
    assert "span" not in named


@pytest.mark.parametrize(
    "text",
    [
        "\u202eabc\u202c",  # turns what follows
        "a\u200bb\u200dc\ufeff",  # zero width
        "e\u0301",  # an accent that is held
        "\u1e3f",  # ḿ, drawn from m and the accent
        "a\ufe0f\u034f\u180b",  # choosing a form
        "a\tb\nc\u00a0d\u2003e\u2028",
    ],
    ids=ascii,
)
def test_what_takes_no_ink_or_is_drawn_in_parts_is_not_missed(text):
    assert LATIN.lacking(text) == set()


@pytest.mark.parametrize(
    ("letter", "name"),
    [
        ("\ue000", "unknown letters"),  # private use
        ("\u0378", "unknown letters"),  # unassigned
        ("\U0001f600", "signs and emoji"),
        ("\u0323", "accents"),
        ("\U00020000", "Chinese"),
        ("\u1780", "Khmer (Cambodian)"),
    ],
)
def test_emoji_private_unassigned_and_rare_letters_have_a_name(letter, name):
    assert LATIN.lacking(f"a{letter}") == {letter}
    assert names_of(letter) == [name]


def test_an_accent_or_a_sign_beside_a_script_is_that_scripts():
    assert names_of("ж\u0323 \U0001f600") == ["Cyrillic"]


def test_no_typeface_at_all_holds_nothing():
    assert Typefaces([]).lacking("ab") == {"a", "b"}


def test_only_the_formats_that_pango_draws_are_read():
    listed = "TrueType|20-7e a0\nType 1|400-4ff\nCFF|5d0-5ea\n\n"

    assert read_ranges(listed) == {(0x20, 0x7E), (0xA0, 0xA0), (0x5D0, 0x5EA)}


def test_where_fontconfig_can_not_be_asked_nothing_is_called_lacking(monkeypatch, caplog):
    monkeypatch.setenv("PATH", "/nowhere")

    assert installed.__wrapped__().lacking(AMHARIC) == set()
    assert "not known" in caplog.text


def test_this_machine_is_asked_once_and_holds_what_our_own_typefaces_hold():
    assert installed() is installed()
    assert installed().lacking("Ordinary words, Łódź, “quoted” – 12 %.") == set()


def test_what_this_machine_holds_is_what_it_prints():
    """Of each script: letters in the PDF where a typeface holds them, their count where none does."""
    body = "".join(f"<p>{name} is {word} here</p>" for name, word in BROUGHT.items())

    said = words(render_pdf("raw.html", {"body": body}))

    for name, word in BROUGHT.items():
        assert (f"{name} is [" in said) == bool(installed().lacking(word)), name


def test_scripts_that_are_missing_are_those_of_the_typefaces_not_installed(latin_alone):
    assert missing_scripts() == list(BROUGHT)


def test_each_script_is_told_once_with_the_places_it_stands_in(latin_alone):
    here, there = Place("C-2026-0001", "/concerns/C-2026-0001/"), Place("the account")

    told = lacking_in(
        [(here, AMHARIC), (here, "ж"), (there, AMHARIC), (there, AMHARIC), (there, "a")]
    )

    assert [(one.script, one.places) for one in told] == [
        ("Cyrillic", [here]),
        ("Ethiopic (Amharic, Tigrinya)", [here, there]),
    ]


def test_of_many_places_a_dozen_are_shown(latin_alone):
    [told] = lacking_in((Place(f"C-{number}"), AMHARIC) for number in range(30))

    assert (len(told.places), len(told.shown), told.more) == (30, 12, 18)
