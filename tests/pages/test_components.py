"""The parts every page is made of, as they reach the reader."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from crispy_forms.helper import FormHelper
from django import forms
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template import Context, Template

from outreach.models import Concern
from records.verdicts import YES, no, not_yet
from tests.reports.making import in_words

TODAY = date(2026, 3, 19)
CLAUSE = SimpleNamespace(label="600-6 §IV.R", url="/policy/#iv-r")
OFFICER = SimpleNamespace(short_name="Officer Lindgren")


def rendered(source: str, **context: object) -> str:
    """The template's output, its white space drawn together."""
    return " ".join(Template(source).render(Context(context)).split())


class IntakeForm(forms.Form):
    said = forms.CharField(label="What did they say?", help_text="Their words.")
    kind = forms.ChoiceField(
        label="Kind", widget=forms.RadioSelect, choices=[("n", "Noise"), ("t", "Traffic")]
    )
    heard_on = forms.DateField(label="Heard on", required=False)
    hidden = forms.IntegerField(widget=forms.HiddenInput, required=False)
    agreed = forms.BooleanField(label="They agree")


# ---- tags


def test_an_icon_is_decoration_from_the_sprite():
    html = rendered('{% icon "clock" large=True %}')

    assert 'aria-hidden="true"' in html
    assert "icons.svg#clock" in html
    assert "bi-lg" in html


def test_a_status_looks_the_same_by_itself_and_on_its_record():
    by_itself = rendered("{% status status %}", status=Concern.Status.REFERRED)
    on_record = rendered("{% status concern %}", concern=Concern(status="referred"))

    assert by_itself == on_record
    assert "Referred" in by_itself
    assert "li-pill-wait" in by_itself


def test_a_state_of_no_record_is_worded_from_its_key():
    assert "li-pill-bad" in rendered('{% status "red" %}')


def test_a_due_mark_tells_machines_the_day_and_people_the_words():
    html = rendered('{% due day today what="Answer" %}', day=date(2026, 3, 23), today=TODAY)

    assert '<time datetime="2026-03-23">Answer by Mar 23</time>' in html
    assert "li-due-soon" in html


def test_what_is_not_due_leaves_no_mark():
    assert rendered("{% due day today %}", day=None, today=TODAY) == ""


def test_a_clause_opens_the_policy():
    html = rendered("{% clause ruling %}", ruling=CLAUSE)

    assert 'href="/policy/#iv-r"' in html
    assert "600-6 §IV.R" in html


def test_a_figure_opens_its_records():
    html = rendered('{% figure 1204 "/records/" title="Show these" %}')

    assert (
        html == '<a data-count="1204" class="li-fig" href="/records/" title="Show these">1,204</a>'
    )


def test_a_person_is_told_by_rank_and_name_and_escaped():
    assert rendered("{% person member %}", member=OFFICER) == "Officer Lindgren"
    assert rendered("{% person member %}", member=None) == "Nobody yet"
    assert rendered("{% person member %}", member="<b>") == "&lt;b&gt;"


def test_a_filter_says_nothing_of_nothing_and_leaves_words_alone():
    assert rendered("{{ when|moment }}|{{ words|day }}", when=None, words="Spring") == "|Spring"


# ---- includes


def step_button(verdict, **context: object) -> str:
    return rendered(
        '{% include "components/step_button.html" with verdict=verdict label="Resolve"'
        ' url="/resolve/" id="resolve" post=post csrf_token=token clause=clause version=version'
        " only %}",
        verdict=verdict,
        clause=CLAUSE,
        token="abc",
        **context,
    )


def test_what_somebody_else_decides_is_no_matter_of_time():
    html = step_button(no("Somebody else decides it."))

    assert "Somebody else decides it." in html
    assert "Not yet" not in html


def test_an_allowed_step_is_a_link_to_its_page():
    html = step_button(YES)

    assert 'href="/resolve/"' in html
    assert "Not yet" not in html


def test_an_allowed_step_without_a_page_is_a_form_with_token_and_version():
    html = step_button(YES, post=True, version=3)

    assert '<form method="post" action="/resolve/">' in html
    assert 'name="csrfmiddlewaretoken" value="abc"' in html
    assert 'name="version" value="3"' in html


def test_a_refused_step_stays_reachable_and_says_why():
    html = step_button(not_yet("The outcome isn't recorded."), post=True)

    assert "<form" not in html
    assert 'aria-disabled="true" aria-describedby="why-resolve"' in html
    assert "<b>Not yet.</b> The outcome isn&#x27;t recorded." in html
    assert "600-6 §IV.R" in html


def test_a_timeline_escapes_what_people_wrote():
    entry = {"title": "Reviewed", "when": TODAY, "by": OFFICER, "note": "<script>\nAgree"}

    html = rendered('{% include "components/timeline.html" with entries=e only %}', e=[entry])

    assert "March 19, 2026, Officer Lindgren" in html
    assert "&lt;script&gt;<br>Agree" in html


def test_the_pager_says_where_one_is_and_keeps_the_filters():
    html = rendered(
        '{% include "components/pager.html" with page_obj=page query=query what="concerns" only %}',
        page=Paginator(range(612), 25).page(2),
        query=QueryDict("view=late&page=2"),
    )

    assert "26 to 50 of 612" in in_words(html)
    assert 'href="?view=late&amp;page=3"' in html


def test_one_page_needs_no_pager():
    html = rendered(
        '{% include "components/pager.html" with page_obj=page query=query only %}',
        page=Paginator(range(5), 25).page(1),
        query=QueryDict(),
    )

    assert html == ""


def test_a_filter_that_hides_nothing_does_not_say_of_how_many():
    source = '{% include "components/filter_chips.html" with shown=9 of=of what="open" only %}'

    assert "of 41" in in_words(rendered(source, of=41))
    assert "of 9" not in in_words(rendered(source, of=9))


def test_facts_without_a_value_are_left_out():
    html = rendered(
        '{% include "components/facts.html" with facts=facts only %}',
        facts=[("Place", "Weaver Street"), ("Answered", None), ("Copies", 0)],
    )

    assert html.count("<dt>") == 2
    assert "<dd>0</dd>" in html


def test_a_row_names_its_record_in_the_buttons_name():
    item = {
        "title": "Answer the resident",
        "url": "/c/1/",
        "due": date(2026, 3, 17),
        "action": "Answer",
    }

    html = rendered(
        '{% include "components/row.html" with item=item today=today only %}',
        item=item,
        today=TODAY,
    )

    assert "2 days late" in html
    assert 'Answer<span class="visually-hidden">: Answer the resident</span>' in html


def test_a_conflict_shows_both_versions():
    html = rendered(
        '{% include "components/conflict.html" with by=by when=when fields=fields only %}',
        by=OFFICER,
        when=datetime(2026, 3, 19, 14, 10, tzinfo=UTC),
        fields=[("Place", "Weaver Street", "")],
    )

    assert "Officer Lindgren saved at 2:10 pm on Mar 19" in html
    assert "Weaver Street" in html
    assert "empty" in html


# ---- forms


def crispy(form: forms.Form) -> str:
    return rendered(
        "{% load crispy_forms_tags %}{% crispy form helper %}", form=form, helper=tagless()
    )


def tagless() -> FormHelper:
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    return helper


def test_only_optional_fields_are_marked():
    html = crispy(IntakeForm())

    assert "*" not in html
    assert html.count('class="li-optional"') == 1
    assert 'Heard on <span class="li-optional">optional</span>' in html


def test_a_group_of_choices_is_a_fieldset_of_whole_rows():
    html = crispy(IntakeForm())

    assert "<legend>Kind </legend>" in html
    assert html.count('<label class="li-choice">') == 2


def test_a_refused_field_is_tied_to_its_hint_and_its_error():
    html = crispy(IntakeForm({"hidden": "x"}))

    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_said_helptext id_said_error"' in html
    assert 'id="id_said_helptext"' in html
    assert 'id="id_said_error"' in html
    assert '<fieldset id="div_id_kind" class="mb-3 " aria-describedby="id_kind_error">' in html


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("id_said", "Answer “What did they say?”"),
        ("id_kind_0", "Choose “Kind”"),
        ("id_heard_on", "Enter a valid date: “Heard on”"),
        ("id_agreed", "Check “They agree”"),
    ],
)
def test_the_summary_links_every_error_to_its_field(target, words):
    html = crispy(IntakeForm({"heard_on": "yesterday"}))

    assert "Four things to fix" in html
    assert f'<a href="#{target}">{words}</a>' in html


def test_the_summary_stands_once_and_takes_the_focus():
    html = crispy(IntakeForm({}))

    assert html.count("li-errors") == 1
    assert "data-focus-on-load" in html


def test_a_clean_form_has_no_summary():
    assert "li-errors" not in crispy(IntakeForm())


def test_the_summary_of_a_formset_covers_every_form():
    forms_of_two = forms.formset_factory(IntakeForm, extra=2)
    facts = {
        "form-TOTAL_FORMS": "2",
        "form-INITIAL_FORMS": "0",
        "form-0-said": "x",
        "form-1-said": "",
    }

    html = rendered(
        '{% include "components/errors.html" with form=formset only %}',
        formset=forms_of_two({**facts, "form-1-kind": "n"}),
    )

    assert '<a href="#id_form-0-kind_0">' in html
    assert '<a href="#id_form-1-said">' in html
