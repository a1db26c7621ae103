"""What every template and stylesheet keeps to, whoever writes the next one."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

from documents.statuses import by_words
from tests.support.rooms import code_in

ROOT = Path(settings.BASE_DIR)
FOLDER = ROOT / "templates"
TEMPLATES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.html"))
PRINTED = ("print.html", "components/print/", "reports/print/", "documents/")
PAGES = [name for name in TEMPLATES if not name.startswith(PRINTED)]
SPRITE = ROOT / "static/vendor/bootstrap-icons/icons.svg"
STYLES = [ROOT / "static/css/liaison.css", ROOT / "static/css/portal.css"]

COMMENTS = re.compile(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}", re.DOTALL)
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b(?!\")|\b(?:rgb|hsl|oklch)a?\(")
INCLUDE = re.compile(r"{%\s*include\s+\"(components/[^\"]+)\"(.*?)%}", re.DOTALL)


def text_of(name: str) -> str:
    return COMMENTS.sub("", (FOLDER / name).read_text())


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_can_be_read(name):
    get_template(name)


@pytest.mark.parametrize("name", PAGES)
def test_no_page_carries_its_own_style_or_script(name):
    markup = re.sub(r"{%.*?%}|{{.*?}}", "", text_of(name), flags=re.DOTALL)

    assert not re.search(r"<[^>]*\sstyle\s*=", markup)
    assert not re.search(r"<[^>]*\son[a-z]+\s*=", markup)
    assert "<style" not in markup
    assert not re.search(r"<script(?![^>]*\b(?:src=|type=\"application/json\"))", markup)


@pytest.mark.parametrize("name", PAGES)
def test_no_page_writes_a_raw_colour(name):
    assert not re.search(r"(?:fill|stroke|color)=\"#", text_of(name))


@pytest.mark.parametrize("name", PAGES)
def test_a_component_is_given_what_it_needs_and_nothing_else(name):
    for component, arguments in INCLUDE.findall(text_of(name)):
        assert arguments.split()[-1:] == ["only"], component


@pytest.mark.parametrize("name", PAGES)
def test_a_component_that_posts_is_given_the_token(name):
    for component, arguments in INCLUDE.findall(text_of(name)):
        posts = component == "components/confirm.html" or " post=" in arguments
        assert not posts or "csrf_token=csrf_token" in arguments, component


@pytest.mark.parametrize("name", PAGES)
def test_no_two_places_of_a_page_are_announced_by_the_same_name(name):
    """A card and the region that scrolls inside it are two places to a screen reader."""
    sections = re.findall(r"<section\b[^>]*aria-labelledby=\"([^\"{]+)\"", text_of(name))
    regions = re.findall(r"role=\"region\"[^>]*aria-labelledby=\"([^\"{]+)\"", text_of(name))

    assert not set(sections) & set(regions)
    assert len(sections) == len(set(sections))
    assert len(regions) == len(set(regions))


@pytest.mark.parametrize("sheet", STYLES, ids=lambda path: path.name)
def test_only_the_tokens_write_colours(sheet):
    rules = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)

    assert COLOUR.findall(rules) == []


def test_every_icon_in_use_is_in_the_sprite():
    drawn = set(re.findall(r'<symbol[^>]*\bid="([^"]+)"', SPRITE.read_text()))
    used = {status.icon for status in by_words().values()}
    for name in PAGES:
        used |= set(re.findall(r"{%\s*icon\s+\"([^\"]+)\"", text_of(name)))
        used |= set(re.findall(r"\bicon=\"([^\"]+)\"", text_of(name)))

    assert sorted(used - drawn) == []


# Numbers of rows in a sentence about them, or of what is no row.
SAID_IN_WORDS = {
    "components/band.html",
    "components/errors.html",
    "components/lacking.html",
    "components/records_panel.html",
    "mfa/index.html",
    "mfa/recovery_codes/index.html",
    "outreach/imports/detail.html",
    "outreach/imports/rows.html",
    "outreach/imports/start.html",
    "outreach/imports/tally.html",
    "accounts/division_list.html",
    "portal/survey.html",
    "programs/evaluations/print/citizens.html",
    "reports/components/choose.html",
    "reports/components/comments.html",
    "reports/components/shares_by_area.html",
    "reports/narrative_kept.html",
    "surveys/answers/held.html",
    "surveys/results/areas.html",
    "surveys/questionnaires/coverage.html",
}
UNMARKED = re.compile(
    r"""class="li-count[^>]*>(?!{%\s*count)(?!{{ filter\.chips\|length }})
    |class="li-fig[^>]*>(?!{%\s*count)
    |<h[23][^>]*>[^<]*<small>(?!{%\s*(?:count|url))
    |{{\s*[\w.]*(?:count|\|length)(?:\|number)?\s*}}""",
    re.VERBOSE,
)


@pytest.mark.parametrize("name", [name for name in PAGES if name not in SAID_IN_WORDS])
def test_a_count_carries_its_mark(name):
    """So that tests/whole/test_counts.py finds it and counts the rows it opens."""
    wanted = re.sub(r'class="li-count m-0">{{ filter.chips[^<]*', "", text_of(name))

    assert UNMARKED.findall(wanted) == []


def test_every_part_a_page_names_is_in_the_stylesheet():
    sheets = "\n".join(path.read_text() for path in [*STYLES, ROOT / "static/css/tokens.css"])
    known = set(re.findall(r"\.(li-[a-z0-9-]+)", sheets))
    unknown = {}
    for name in PAGES:
        markup = re.sub(r"{%.*?%}", " ", text_of(name), flags=re.DOTALL)
        classes = " ".join(re.findall(r"class=\"([^\"]*)\"", markup))
        parts = set(re.findall(r"\bli-[a-z0-9-]+(?![a-z0-9{-])", classes))
        if missing := {part for part in parts if not part.endswith("-")} - known:
            unknown[name] = missing

    assert unknown == {}


def test_every_script_of_our_own_is_loaded_by_a_parent():
    """The base's for members; citizens' pages, the sign-in page and those with passkeys add theirs."""
    parents = (
        "base.html",
        "portal.html",
        "account/login.html",
        "mfa/webauthn/scripts.html",
        "surveys/answers/paper.html",
    )
    base = "".join((FOLDER / name).read_text() for name in parents)
    written = {path.name for path in (ROOT / "static/js").glob("*.js")}

    assert written == set(re.findall(r"js/([a-z]+\.js)", base))


def classes_in(style: str) -> set[str]:
    """The classes for which a stylesheet has rules."""
    return set(re.findall(r"\.([a-z][\w-]*)", (ROOT / "static/css" / style).read_text()))


def test_what_a_forms_layout_names_is_styled_on_every_page():
    """A form does not know which page it stands on, and a page's own stylesheet is easily left out."""
    own = {"outreach.css", "surveys.css", "reports.css", "evaluations.css"}
    known = classes_in("liaison.css")
    forms = "".join(path.read_text() for path in code_in("forms"))

    named = {one for words in re.findall(r'css_class="([^"]+)"', forms) for one in words.split()}

    assert named & known
    assert not {one for style in own for one in (named & classes_in(style)) - known}
