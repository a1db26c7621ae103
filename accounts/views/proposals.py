"""What is proposed for accounts: the list, one proposal, and deciding on it."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.links import hours_of_a_link, letters_get_somewhere
from accounts.permissions import (
    approvers_words,
    may_approve_account,
    may_read_proposals,
    may_refuse_account,
    may_withdraw_account,
)
from accounts.views.handing_over import hand_over, taken_link
from accounts.workflows import proposals as workflow
from pages.forms.reasons import ReasonForm
from pages.requests import MemberRequest
from personnel.models import AccountProposal, AddressChange, Division
from personnel.models.proposals import names_of
from personnel.overdue import lapses_on
from personnel.roles import Role
from records.wording import day_words, moment_words

PAGE = 25
asked_first = require_http_methods(["GET", "HEAD", "POST"])
LABELS = {"name": "Name", "rank": "Rank", "email": "Email address", "role": "Role"}
NOBODY = (
    "Nobody serves who may approve this; it takes {those}. Whoever runs the machine makes the "
    "chief's account: manage.py add_member ADDRESS --name NAME --role chief. The chief approves "
    "commanders and administrators, and command the others."
)
NO_TWO = (
    "Fewer than two commanders serve who may approve this. Have the chief approve commanders first. "
    "Is there no chief who can sign in, close that account; whoever runs the machine then makes the "
    "chief's anew: manage.py add_member ADDRESS --name NAME --role chief. A lost second factor is "
    "taken away there too: manage.py unlock_member ADDRESS --reset-factor REASON."
)


@require_safe
def proposals(request: MemberRequest) -> HttpResponse:
    may_read_proposals(request.user).require()
    visible = AccountProposal.objects.visible_to(request.user).select_related(
        "member", "proposed_by", "decided_by", "division"
    )
    open_ones = list(visible.open().order_by("decide_by", "pk"))
    decided = Paginator(visible.exclude(status=AccountProposal.Status.PROPOSED), PAGE)
    page = decided.get_page(request.GET.get("page"))
    context = {
        "open": [(one, workflow.summary(one), workflow.waits_for(one)) for one in open_ones],
        "decided": [(one, workflow.summary(one)) for one in page],
        "page_obj": page,
        "today": timezone.localdate(),
    }
    return render(request, "accounts/proposal_list.html", context)


@never_cache
@require_safe
def proposal(request: MemberRequest, pk: int) -> HttpResponse:
    seen = _found(request, pk)
    by = request.user
    is_open = seen.status == AccountProposal.Status.PROPOSED
    context = {
        "proposal": seen,
        "facts": _facts(seen),
        "rows": _rows(seen),
        "link": taken_link(request, seen),
        "hours": hours_of_a_link(),
        "is_open": is_open,
        "stuck": _stuck(seen) if is_open else "",
        "may_approve": may_approve_account(by, seen),
        "may_refuse": may_refuse_account(by, seen),
        "may_withdraw": may_withdraw_account(by, seen),
    }
    return render(request, "accounts/proposal_detail.html", context)


@asked_first
def proposal_approve(request: MemberRequest, pk: int) -> HttpResponse:
    seen = _found(request, pk)
    may_approve_account(request.user, seen).require()
    workflow.refuse_if_over(seen)
    workflow.refuse_if_overtaken(seen)
    raise_if_reauthentication_required(request, app="personnel")
    if request.method == "POST":
        link = workflow.approve(
            seen,
            by=request.user,
            at=timezone.now(),
            seen=request.POST.get("version", ""),
            request=request,
        )
        decided = seen.status == AccountProposal.Status.APPROVED
        done = "It is approved." if decided else "You approved it; another commander does too."
        messages.success(request, done)
        if link:
            hand_over(request, seen, link)
        elif decided and "email" in seen.changes and not letters_get_somewhere():
            messages.warning(
                request, f"Tell {seen.called} to sign in with {seen.email} from now on."
            )
        return redirect(seen)
    words = _before_approval(seen)
    return _asked(
        request, seen, title="Approve this?", words=words, label="Approve", version=seen.mark
    )


def _before_approval(seen: AccountProposal) -> str:
    words = "Look at each line: it comes true exactly as it stands here, and is told to command."
    if seen.kind != AccountProposal.Kind.CHANGE:
        return f"{words} Approve it only if you know, from the person, that it is wanted."
    if "email" not in seen.changes:
        return words
    if letters_get_somewhere():
        return f"{words} The address counts once a link sent there was opened."
    return (
        f"{words} No mail leaves this installation, so the new address counts at once, and nobody is "
        "asked there. Approve it only if you know, from the person, that it is theirs."
    )


@asked_first
def proposal_refuse(request: MemberRequest, pk: int) -> HttpResponse:
    seen = _found(request, pk)
    may_refuse_account(request.user, seen).require()
    workflow.refuse_if_over(seen)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        note = form.cleaned_data["note"]
        workflow.refuse(seen, by=request.user, at=timezone.now(), note=note)
        messages.success(request, "It is refused. Whoever proposed it is told why.")
        return redirect(seen)
    return _asked(
        request,
        seen,
        title="Refuse this?",
        words="Nothing changes. Your reason is told to administrators and command.",
        label="Refuse",
        danger=True,
        **form.as_asked,
    )


@asked_first
def proposal_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    seen = _found(request, pk)
    may_withdraw_account(request.user, seen).require()
    workflow.refuse_if_over(seen)
    if request.method == "POST":
        workflow.withdraw(seen, by=request.user, at=timezone.now())
        messages.success(request, "It is withdrawn. Nothing has changed.")
        return redirect(seen)
    words = "Nothing changes. Those it waited for are told."
    return _asked(request, seen, title="Withdraw this?", words=words, label="Withdraw")


def _found(request: MemberRequest, pk: int) -> AccountProposal:
    """What this member may see of proposals; 404 beyond."""
    may_read_proposals(request.user).require()
    among = AccountProposal.objects.visible_to(request.user)
    people = ("member", "proposed_by", "backed_by", "decided_by", "division")
    return get_object_or_404(among.select_related(*people), pk=pk)


def _asked(request: MemberRequest, seen: AccountProposal, **said: Any) -> HttpResponse:
    status = 422 if said.get("note_error") else 200
    context = {"proposal": seen, "rows": _rows(seen), "facts": _facts(seen), **said}
    return render(request, "accounts/proposal_confirm.html", context, status=status)


def _facts(seen: AccountProposal) -> list[tuple[str, Any]]:
    is_open = seen.status == seen.Status.PROPOSED
    return [
        ("What", seen.get_kind_display()),
        ("Account", seen.member.full_name if seen.member else ""),
        ("Role", seen.get_role_display()),
        ("Of the same name", _namesakes(seen) if is_open else ""),
        ("Why", seen.reason),
        ("Proposed by", seen.proposed_by or workflow.HERE),
        ("Approved by", _approved_by(seen)),
        ("Decided by", seen.decided_by if seen.status != seen.Status.APPROVED else ""),
        ("Because", seen.note),
        ("New address", _address_words(seen)),
        ("Waits for", workflow.waits_for(seen) if is_open else ""),
        ("Lapses", day_words(lapses_on(seen.decide_by)) if is_open else ""),
        ("Nobody decided it", _lapsed_words(seen)),
    ]


def _lapsed_words(seen: AccountProposal) -> str:
    """When a proposal that nobody decided was over."""
    if seen.status != seen.Status.LAPSED or seen.decided_at is None:
        return ""
    return f"It lapsed on {day_words(timezone.localdate(seen.decided_at))}."


def _namesakes(seen: AccountProposal) -> str:
    """“Officer Cole, Administrator. Nobody should have two accounts.”"""
    others = [
        f"{one.full_name}, {one.get_role_display()}{'' if one.is_active else ', closed'}"
        for one in workflow.namesakes(seen)
    ]
    return f"{'; '.join(others)}. Nobody has two accounts." if others else ""


def _address_words(seen: AccountProposal) -> str:
    """Where an approved address stands: it counts once it is confirmed from there."""
    change = AddressChange.objects.filter(proposal=seen).first()
    if change is None:
        return ""
    said = change.get_status_display()
    waits = change.status == AddressChange.Status.WAITING
    return f"{said}, until {moment_words(change.until)}" if waits else said


def _approved_by(seen: AccountProposal) -> str:
    final = seen.decided_by if seen.status == seen.Status.APPROVED else None
    return names_of(one for one in (seen.backed_by, final) if one)


def _rows(seen: AccountProposal) -> list[dict[str, Any]]:
    """Each particular as it is now and as it will be; only those that differ where both stand."""
    before = seen.before
    rows = []
    for name, label in LABELS.items():
        then, now = before.get(name, ""), getattr(seen, name)
        if name == "role":
            then, now = (Role(one).label if one else "" for one in (then, now))
        rows.append({"label": label, "before": then, "after": now, "differs": then != now})
    known = Division.objects.in_bulk([before["division"]]) if before.get("division") else {}
    division = known.get(before.get("division"))
    rows.append(
        {
            "label": "Division",
            "before": division or "None",
            "after": seen.division or "None",
            "differs": division != seen.division,
        }
    )
    return rows


def _stuck(seen: AccountProposal) -> str:
    """What to do where too few serve who may approve it; "" otherwise."""
    if not workflow.lacks_approvers(seen):
        return ""
    return NO_TWO if seen.needs_two else NOBODY.format(those=approvers_words(seen.weighs))
