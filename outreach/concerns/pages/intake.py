"""Logging a concern, and looking for others like it while one types."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from outreach.concerns.forms.concerns import IntakeForm
from outreach.concerns.permissions import may_log
from outreach.concerns.similar import Where, like
from outreach.concerns.workflows import intake as workflow
from outreach.drafts import workflow as drafts
from outreach.models import CommunityGroup, Concern, Draft
from pages.requests import MemberRequest
from pages.responses import form_page
from pages.sent_once import as_key, sent_once
from personnel.models import Member
from policies.clauses import ruling
from policies.current import policy, today
from records.history import StepRefused
from records.wording import short_day_words

CHANGED = (
    "You changed the entry since then, and the change is not saved. "
    "Correct that record, or log this as another concern below."
)
UNSAVED = "Nothing is saved. What you typed is below, in a new one."


def made_before(key: UUID, member: Member) -> tuple[str, str] | None:
    """Number and address of the concern `member` logged with this form; no address for whoever
    may not read it."""
    made = workflow.logged_already(key, member)
    if made is None:
        return None
    seen = Concern.objects.visible_to(member).filter(pk=made.pk).exists()
    return made.number, made.get_absolute_url() if seen else ""


@sent_once("draft", found=made_before, another="Log another")
@form_page
def concern_new(request: MemberRequest) -> HttpResponse:
    """The intake form; what is sent becomes a concern once, however often it is sent."""
    may_log(request.user).require()
    if request.method != "POST":
        form = IntakeForm(member=request.user, initial=_started(request))
        return _form_page(request, form)
    form = IntakeForm(request.POST, member=request.user)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    key, intake = form.cleaned_data["draft"], form.intake()
    made = workflow.logged_already(key, request.user)
    try:
        made = made or workflow.log(intake, by=request.user, at=timezone.now(), submission=key)
    except StepRefused as refusal:
        return _unsaved(request, form, made_title=str(refusal), made_words=UNSAVED)
    # What was made a moment ago is the same; what another window sent first may not be.
    if not workflow.is_the_same(made, intake):
        return _changed_since(request, form, made)
    drafts.discard(key, by=request.user)
    return _logged(request, made)


def _logged(request: MemberRequest, concern: Concern) -> HttpResponse:
    """On to the record, or to the list for whoever may not read it."""
    if Concern.objects.to_hand_over_by(request.user).filter(pk=concern.pk).exists():
        messages.success(request, f"Logged as {concern.number}. Nobody here judges it.")
        address = reverse("outreach:concern-handover", args=[concern.number])
        return HttpResponseRedirect(address, status=303)
    if not Concern.objects.visible_to(request.user).filter(pk=concern.pk).exists():
        messages.success(
            request,
            f"Logged as {concern.number}. It is with command now, and command alone can open it.",
        )
        return HttpResponseRedirect(reverse("outreach:concerns"), status=303)
    owed = concern.answer_by
    told = f" The community is owed an answer by {owed:%B} {owed.day}." if owed else ""
    messages.success(request, f"Logged as {concern.number}.{told}")
    return HttpResponseRedirect(concern.get_absolute_url(), status=303)


def _changed_since(request: MemberRequest, form: IntakeForm, made: Concern) -> HttpResponse:
    """The form came back changed after it was logged: nothing is saved, nothing is lost."""
    title = f"Already logged as {made.number}"
    seen = Concern.objects.visible_to(request.user).filter(pk=made.pk).exists()
    url = made.get_absolute_url() if seen else ""
    return _unsaved(request, form, made_title=title, made_words=CHANGED, made_url=url)


def _unsaved(request: MemberRequest, form: IntakeForm, **told: str) -> HttpResponse:
    """The same form with all that was typed, under a key nobody has used."""
    typed = request.POST.copy()
    typed["draft"] = str(uuid4())
    form.data = typed
    return _form_page(request, form, status=409, **told)


def _form_page(
    request: MemberRequest, form: IntakeForm, status: int = 200, **more: Any
) -> HttpResponse:
    key = str(form["draft"].value())
    waiting = drafts.unfinished(Draft.Form.CONCERN, request.user)
    context = {
        "form": form,
        "drafts": [(draft, _words_of(draft)) for draft in waiting if str(draft.key) != key],
        "saved_at": next((draft.saved_at for draft in waiting if str(draft.key) == key), None),
        "clause": ruling(policy(), "intake"),
        **more,
    }
    return render(request, "outreach/concerns/new.html", context, status=status)


def _words_of(draft: Draft) -> str:
    said = str(draft.typed.get("said", "")).strip()
    return workflow.first_words(said) if said else "Nothing written down yet"


def _started(request: MemberRequest) -> dict[str, Any]:
    """What the form begins with: a draft taken up again, or where one came from."""
    draft = _draft_asked(request)
    if draft:
        return {"wants_answer": False, **draft.typed, "draft": draft.key}
    asked = request.GET
    known: dict[str, Any] = {"draft": as_key(asked.get("draft")) or uuid4()}
    known |= {name: asked[name] for name in ("group", "channel", "place") if asked.get(name)}
    if known.get("channel") not in Concern.Channel.values:
        known.pop("channel", None)
    return known


def _draft_asked(request: MemberRequest) -> Draft | None:
    waiting = drafts.unfinished(Draft.Form.CONCERN, request.user)
    return next((one for one in waiting if str(one.key) == request.GET.get("draft")), None)


@require_safe
def concern_similar(request: MemberRequest) -> HttpResponse:
    """A part of the intake form: open and recent concerns of this kind at this place."""
    may_log(request.user).require()
    form = IntakeForm(request.GET, member=request.user)
    form.is_valid()
    known = form.cleaned_data
    found = _found(known, request.user) if known.get("category") else []
    context = {"similar": found, "since": short_day_words(found[-1].logged_on) if found else ""}
    return render(request, "outreach/concerns/similar.html", context)


def _found(known: dict[str, Any], member: Member) -> list[Concern]:
    group: CommunityGroup | None = known.get("group")
    where = Where(known.get("place", ""), group, known.get("latitude"), known.get("longitude"))
    return list(like(known["category"], where, member=member, day=today()))
