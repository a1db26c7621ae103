"""Whatever people type stands on paper as they typed it, and reads no file and calls no server."""

from datetime import date, timedelta

import pytest
import time_machine
from celery import current_app
from django.urls import reverse

from jobs.models import Job
from jobs.running import run, run_now
from outreach.concerns.sheets import intake_sheet
from outreach.concerns.workflows import actions, concerns, referrals
from outreach.models import Concern
from personnel.roles import Role
from policies.adoption import adopt
from policies.packs import load_pack, pack_keys
from policies.periods import Period
from reports.models import Printing
from reports.workflows import review, writing
from reports.workflows.printing import report_pdf
from surveys.questionnaires.paper import paper_form
from tests.documents.reading import attached, opened, words
from tests.documents.test_foreign_files import CANARY, bait, canary  # noqa: F401
from tests.outreach.advancing import NEXT_DAY
from tests.reports.making import AFTER, assembled, issued, part_of
from tests.support import evaluations
from tests.support.factories import file_brief, log_concern, make_group, make_member, on
from tests.support.programs import enter_cost, enter_feedback, enter_hours, make_program
from tests.support.surveys import ask, make_survey

pytestmark = pytest.mark.django_db

# {FILE} is a drawing beside the test that says its own name, {WEB} a server that notes who asks.
PAYLOADS = [
    "<link rel=attachment href={FILE}>",
    '"><link rel="attachment" href="{FILE}">',
    "'><link rel=stylesheet href={WEB}/s.css>",
    "<a rel=attachment href={FILE}>x</a>",
    '<a href="javascript:alert(1)">x</a>',
    '<img src="{FILE}" alt="x">',
    '<img src="{WEB}/a.png">',
    "<img src={WEB}/redirect>",
    "<img src=x onerror=alert(1)>",
    '<object data="{FILE}">x</object>',
    '<embed src="{WEB}/e">',
    '<iframe src="{FILE}"></iframe>',
    '<meta http-equiv="refresh" content="0; url={WEB}/r">',
    '<base href="{WEB}/">',
    "<style>@import url({WEB}/i.css);</style>",
    "</style><style>@import '{FILE}';</style>",
    "<style>p::after {{ content: url({WEB}/c) }}</style>",
    '<p style="background: url({FILE})">x</p>',
    "<style>@font-face {{ src: url({FILE}) }}</style>",
    '<svg><image href="{FILE}"/></svg>',
    '<svg><use href="{FILE}#x"/></svg>',
    "<svg onload=alert(1)>",
    "<script>alert(1)</script>",
    '<script src="{WEB}/s.js"></script>',
    "<!DOCTYPE x [<!ENTITY e SYSTEM '{FILE}'>]>&e;",
    "<?xml-stylesheet href='{WEB}/x.css'?>",
    "<![CDATA[<b>x</b>]]>",
    "<!-- --><b>bold</b> & &lt;i&gt; &#60;u&#62;",
    "</td></table></body></html>after",
    "{{{{ 7|add:7 }}}} {{% include '{FILE}' %}} ${{7*7}}",
    "=HYPERLINK('{WEB}/h')",
    "[x]({FILE}) ![x]({WEB}/m.png)",
    '<div style="font-size:1e9px">x</div>',
]


@pytest.fixture
def payloads(bait, canary):  # noqa: F811
    return [one.format(FILE=canary.as_uri(), WEB=bait.address) for one in PAYLOADS]


@pytest.fixture(autouse=True)
def _no_hints(monkeypatch):
    """Nothing leaves for a broker."""
    app = current_app._get_current_object()
    monkeypatch.setattr(app, "send_task", lambda *args, **options: None)


def squeezed(text):
    """Lines break inside a long word, so blanks do not count, and hyphens where it is broken."""
    return "".join(text.split()).replace("-", "")


def lacking(pdf, typed):
    """What was typed and does not stand in the document."""
    printed = squeezed(words(pdf))
    return [one for one in typed if squeezed(one) not in printed]


def is_clean(pdf, bait, own=()):  # noqa: F811
    """Nothing was asked for, nothing of the file beside it came in, nothing was attached."""
    return (
        bait.asked == []
        and CANARY not in words(pdf).replace("canary.svg", "")
        and set(attached(pdf)) <= set(own)
    )


# ---- 99: every text that reaches a PDF


@pytest.mark.slow
def test_fault_099_an_intake_sheet_prints_each_payload_as_it_was_typed(
    officer,
    supervisor,
    payloads,
    bait,  # noqa: F811
):
    every = "\n".join(payloads)
    short = payloads[0]
    concern = log_concern(
        officer, said=every, place=short, group=make_group(name=payloads[2]), efforts=every
    )
    with time_machine.travel(NEXT_DAY, tick=False):
        concerns.escalate(concern, by=officer, at=NEXT_DAY, note=payloads[5])
        concerns.review(concern, by=supervisor, at=NEXT_DAY, note=payloads[6])
        referrals.refer(
            concern, by=supervisor, at=NEXT_DAY, reason=payloads[7], to_agency=payloads[8]
        )
        concerns.answer(concern, by=officer, at=NEXT_DAY, text=every)
        due = {"at": NEXT_DAY, "due_on": NEXT_DAY.date() + timedelta(days=30)}
        actions.recommend(
            concern, by=officer, kind="patrol", what=payloads[12], owner=officer, total=2, **due
        )
        pdf = intake_sheet(Concern.objects.get())

    assert lacking(pdf, payloads) == []
    assert squeezed(words(pdf)).count(squeezed(payloads[1])) >= 3  # said, done, answered
    assert is_clean(pdf, bait)


@pytest.mark.slow
def test_fault_099_a_report_prints_each_payload_as_it_was_typed(
    officer,
    supervisor,
    commander,
    payloads,
    bait,  # noqa: F811
):
    day = date(2026, 5, 4)
    for one in payloads:
        log_concern(officer, at=on(day), said=one, place=one[:200])
    file_brief(
        officer,
        at=on(day),
        held_at=on(day),
        place=payloads[0],
        audience=payloads[5],
        participants=3,
    )
    report = assembled(officer)
    for part in report.parts.all():
        writing.write_narrative(
            part, by=officer, at=AFTER, text="\n\n".join(payloads), seen=part.narrative_version
        )
    review.submit(report, by=officer, at=AFTER, note=payloads[14])
    review.approve(report, by=supervisor, at=AFTER, seen=1, note=payloads[15])
    review.approve(report, by=commander, at=AFTER, seen=1, note=payloads[16])

    run_now(Job.objects.get(task=review.PRINT_TASK))

    pdf = bytes(Printing.objects.get().pdf)
    assert lacking(pdf, payloads) == []
    own = set(attached(pdf))
    assert all(name.endswith(".csv") for name in own)
    assert is_clean(pdf, bait, own)


@pytest.mark.slow
def test_fault_099_an_evaluation_prints_each_payload_as_it_was_typed(
    officer,
    commander,
    payloads,
    bait,  # noqa: F811
):
    every, in_2025 = "\n".join(payloads), date(2025, 3, 3)
    program = make_program(officer, name=payloads[0][:80])
    enter_hours(program, officer, on=in_2025, hours="9")
    enter_cost(program, officer, on=in_2025, amount="440", what=payloads[5][:80])
    enter_feedback(program, officer, on=in_2025, yes=6, unsure=1, no=1, quote=payloads[6])
    evaluation = evaluations.decided(
        program,
        officer,
        commander,
        judgement="modify",
        reasons=every,
        promises=(evaluations.promise(officer, what=payloads[12]),),
    )

    pdf = evaluations.printed(evaluation)

    assert lacking(pdf, [*payloads, payloads[0][:80]]) == []
    own = set(attached(pdf))
    assert all(name.endswith(".csv") for name in own)
    assert is_clean(pdf, bait, own)


@pytest.mark.slow
def test_fault_099_a_survey_on_paper_prints_each_payload_as_it_was_typed(
    officer,
    payloads,
    bait,  # noqa: F811
):
    def both(text):
        return {"en": text, "es": text}

    survey = make_survey(
        officer,
        title=both(payloads[0]),
        introduction=both("\n".join(payloads)),
        areas=[payloads[2], payloads[5]],
    )
    for number, one in enumerate(payloads):
        ask(survey, f"question-{number}", text=both(one), low_label=both(one), dont_know=True)
    ask(
        survey,
        "which",
        "choices",
        options=[{"value": f"v{n}", "text": both(one)} for n, one in enumerate(payloads)],
    )
    ask(survey, "where", "area")
    survey.refresh_from_db()

    for language in ("en", "es"):
        pdf = paper_form(survey, language)

        assert lacking(pdf, payloads) == []
        assert is_clean(pdf, bait)


@pytest.mark.slow
def test_fault_099_the_name_of_a_member_prints_as_it_was_typed(unit, payloads, bait):  # noqa: F811
    """Each name below is one that the form of members would take for want of a rule against it."""
    for name in payloads[:3]:
        member = make_member(Role.COMMUNITY_OFFICER, name=name[:80], rank=name[:20])
        pdf = intake_sheet(log_concern(member))

        assert lacking(pdf, [name[:80]]) == []
        assert is_clean(pdf, bait)


# ---- 100: too much


def test_fault_100_an_account_of_a_megabyte_is_refused_in_words_and_stays_on_the_page(
    client, officer
):
    report = assembled(officer)
    client.force_login(officer)
    much = "word " * 210_000

    told = client.post(
        reverse("reports:part-narrative", args=[report.pk, "current_concerns"]),
        {"text": much, "seen": 0},
    )

    assert told.status_code == 422
    assert much.strip()[:4000] in told.text
    assert part_of(report).narrative == ""


def test_fault_100_a_report_too_large_for_paper_fails_visibly_and_the_next_job_is_done(
    client, officer, supervisor, commander, settings
):
    too_large = issued(officer, supervisor, commander)
    settings.DOCUMENTS_LIMITS = {"characters": 100}
    job = Job.objects.get(task=review.PRINT_TASK)
    other = Job.objects.create(task="tests.other", key="other", argument=1, subject="Another")

    current_app.tasks[job.task](job.pk)
    run(other.pk, lambda lease: None)

    job.refresh_from_db()
    other.refresh_from_db()
    assert (job.status, job.attempts, other.status) == ("failed", 1, "done")
    client.force_login(commander)
    shown = client.get(too_large.get_absolute_url(), follow=True).text
    assert "a document holds at most 100" in shown
    assert "Try again" in shown
    assert not Printing.objects.exists()


# ---- 101: too little


@pytest.mark.parametrize("key", pack_keys())
def test_fault_101_a_period_in_which_nothing_happened_is_a_report_that_says_so(kinston, key):
    adopt(load_pack(key))
    definition = load_pack(key).reports[0]
    author = make_member(definition.written_by[0])
    period = Period.of(definition.every, date(2026, 1, 15)).previous()
    report = assembled(author, period, definition.key)

    pdf = report_pdf(report)

    printed = words(pdf)
    assert "None recorded" in printed or "none recorded" in printed
    for slip in ("nan", "NaN", "inf%", "None%"):
        assert slip not in printed.split()
    assert len(opened(pdf).pages) >= 2


def test_fault_101_one_concern_is_told_in_the_singular(officer):
    log_concern(officer, at=on(date(2026, 5, 4)))

    printed = words(report_pdf(assembled(officer)))

    assert "The community voiced 1 concern." in printed or "one concern" in printed.lower()
    assert "1 concerns" not in printed
