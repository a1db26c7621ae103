"""What came in besides the web's ordinary way: held answers, and answers on paper (rows 30, 31)."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from pages.requests import MemberRequest
from pages.sent_once import FIELD, sent_once
from personnel.models import Member
from records.history import StepRefused
from surveys.answers import workflow
from surveys.answers.answering import Read, checker_of
from surveys.answers.asking import error_lines, given_in
from surveys.answers.crowds import Crowd, crowds_of
from surveys.answers.forms import LeaveOutForm
from surveys.answers.keying import keyed_in, lines
from surveys.answers.permissions import may_admit, may_key_paper, may_look_at_held
from surveys.answers.words import in_words
from surveys.models import Survey
from surveys.pages import form_page, on_survey

PAGE = 25
LOOKS = 10
KEPT = "The answer is kept. The next form can follow."
KEPT_BEFORE = "This form was kept already. It counts once."


@require_safe
@on_survey
def held(request: MemberRequest, survey: Survey) -> HttpResponse:
    """Answers that wait for a look, in an order that tells nothing; those of one crowd alone
    where it is asked for."""
    may_look_at_held(request.user).require()
    crowds = crowds_of(survey)
    chosen = _crowd_in(request.GET.get("crowd", ""), crowds)
    answers = survey.answers.held().order_by("pk")
    if chosen:
        answers = answers.filter(crowd=chosen.name)
    page = Paginator(answers, PAGE).get_page(request.GET.get("page"))
    questions = list(survey.questions.all())
    return render(
        request,
        "surveys/answers/held.html",
        {
            "survey": survey,
            "page_obj": page,
            "rows": [
                (n, answer, in_words(answer, questions))
                for n, answer in enumerate(page, page.start_index())
            ],
            "all": page.paginator.count,
            "looks": survey.held_looks.select_related("by")[:LOOKS],
            "crowds": crowds,
            "chosen": chosen,
            "may_admit": may_admit(request.user, survey),
        },
    )


def _crowd_in(name: str, crowds: list[Crowd]) -> Crowd | None:
    return next((crowd for crowd in crowds if crowd.name == name), None)


@require_POST
@on_survey
def held_admit(request: MemberRequest, survey: Survey) -> HttpResponse:
    """Let the answers that were shown, one of them, or a whole crowd count."""
    may_admit(request.user, survey).require()
    if crowd := request.POST.get("crowd", "")[:33]:
        many = workflow.admit_all(survey, crowd=crowd, by=request.user, at=timezone.now())
        messages.success(request, _admitted_words(many))
        return redirect("surveys:held", survey.key)
    admitted, asked_for = 0, request.POST.getlist("answer")[:PAGE]
    for answer in survey.answers.held().filter(pk__in=filter(_is_key, asked_for)):
        try:
            workflow.admit(answer, by=request.user, at=timezone.now())
        except StepRefused:  # Somebody has decided in this moment.
            continue
        admitted += 1
    if admitted < len(asked_for):
        messages.info(request, "Somebody had decided about the others already.")
    messages.success(request, _admitted_words(admitted))
    return redirect("surveys:held", survey.key)


@form_page
@on_survey
def held_leave_out_all(request: MemberRequest, survey: Survey, crowd: str) -> HttpResponse:
    """Ask why once, then leave every held answer of the crowd out of every count."""
    may_look_at_held(request.user).require()
    if not (found := _crowd_in(crowd, crowds_of(survey))):
        raise StepRefused(workflow.DECIDED)
    form = LeaveOutForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        why, now = form.cleaned_data["why"], timezone.now()
        many = workflow.leave_out_all(survey, crowd=crowd, by=request.user, at=now, why=why)
        messages.success(request, f"{many:,} answers are left out.")
        return redirect("surveys:held", survey.key)
    context = {"survey": survey, "form": form, "crowd": found}
    status = 422 if form.is_bound else 200
    return render(request, "surveys/answers/leave_out_all.html", context, status=status)


def _is_key(words: str) -> bool:
    try:
        UUID(words)
    except ValueError:
        return False
    return True


def _admitted_words(count: int) -> str:
    return "One answer counts now." if count == 1 else f"{count:,} answers count now."


@form_page
@on_survey
def held_leave_out(request: MemberRequest, survey: Survey, pk: UUID) -> HttpResponse:
    """Ask why, then leave the answer out of every count."""
    may_look_at_held(request.user).require()
    answer = get_object_or_404(survey.answers.held(), pk=pk)
    form = LeaveOutForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        workflow.leave_out(answer, by=request.user, at=timezone.now(), why=form.cleaned_data["why"])
        messages.success(request, "The answer is left out.")
        return redirect("surveys:held", survey.key)
    said = in_words(answer, list(survey.questions.all()))
    context = {"survey": survey, "form": form, "said": said}
    status = 422 if form.is_bound else 200
    return render(request, "surveys/answers/leave_out.html", context, status=status)


def _kept_before(key: UUID, member: Member) -> tuple[str, str] | None:
    """Whether the page with this number was kept. A row that told who kept which, and when, would
    be written beside the answer, so the digest of the form says it here as it does for citizens."""
    return ("an answer on paper", "") if workflow.was_sent(str(key)) else None


@sent_once(found=_kept_before, another="Key in the next form")
@form_page
@on_survey
def paper_answer(request: MemberRequest, survey: Survey) -> HttpResponse:
    """Key in one form on paper; the next one follows.

    The number of the page stands in its address, so that whoever goes back to it is told that it
    was kept, and keeping it again makes no second answer (`pages.sent_once`).
    """
    may_key_paper(request.user, survey).require()
    form = request.POST.get("form", "") or request.GET.get(FIELD, "")
    sent = dict(request.POST.lists())
    values, wrong = keyed_in(survey, sent)
    read = checker_of(survey).read(given_in(sent) | values)
    read.errors.update(wrong)
    errors = _faults(request, read, form)
    if request.method == "POST" and not errors:
        kept = workflow.key_paper(survey, read, by=request.user, at=timezone.now(), form=form)
        messages.success(request, KEPT if kept else KEPT_BEFORE)
        return redirect(_next_page(survey))
    keyed = lines(survey, sent, errors)
    context = {
        "survey": survey,
        "lines": keyed,
        "errors": error_lines(keyed, errors),
        "form_number": form if _is_key(form) else uuid4(),
    }
    return render(request, "surveys/answers/paper.html", context, status=422 if errors else 200)


def _next_page(survey: Survey) -> str:
    """An empty form under a number of its own."""
    return f"{reverse('surveys:paper-answer', args=[survey.key])}?{FIELD}={uuid4()}"


def _faults(request: MemberRequest, read: Read, form: str) -> dict[str, str]:
    """What is wrong with a form that was sent; "" stands for the form as a whole."""
    if request.method != "POST":
        return {}
    if read.says_nothing:
        return {"": "Nothing is marked. An empty form is not kept."}
    if not _is_key(form):
        return read.errors | {
            "": "This page was not recognized. Look it through and keep it again."
        }
    return read.errors
