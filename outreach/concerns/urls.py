from django.urls import path

from outreach.concerns.pages import (
    actions,
    closing,
    concern_list,
    concerns,
    drafts,
    giving,
    handovers,
    intake,
    referrals,
    sheets,
    steps,
)
from outreach.drafts.pages import draft_discard
from outreach.redactions import pages as redactions

urlpatterns = [
    path("", concern_list.concern_list, name="concerns"),
    path("export/", concern_list.concern_export, name="concern-export"),
    path("new/", intake.concern_new, name="concern-new"),
    path("like/", intake.concern_similar, name="concern-similar"),
    path("close/", closing.concerns_close, name="concerns-close"),
    path("draft/", drafts.concern_draft, name="concern-draft"),
    path("drafts/<int:pk>/discard/", draft_discard, name="draft-discard"),
    path("<str:number>/", concerns.concern_detail, name="concern"),
    path("<str:number>/edit/", concerns.concern_edit, name="concern-edit"),
    path("<str:number>/identity/", concerns.concern_identity, name="concern-identity"),
    path("<str:number>/redact/", redactions.concern_redact, name="concern-redact"),
    path("<str:number>/sheet/", sheets.concern_sheet, name="concern-sheet"),
    path("<str:number>/handover/", handovers.concern_handover, name="concern-handover"),
    path(
        "<str:number>/handover/sheet/",
        handovers.concern_handover_sheet,
        name="concern-handover-sheet",
    ),
    path("<str:number>/answer/", steps.concern_answer, name="concern-answer"),
    path("<str:number>/unreached/", steps.concern_unreached, name="concern-unreached"),
    path("<str:number>/owed/", steps.concern_owed, name="concern-owed"),
    path("<str:number>/effort/", steps.concern_effort, name="concern-effort"),
    path("<str:number>/refer/", referrals.concern_refer, name="concern-refer"),
    path("<str:number>/referral/receipt/", referrals.referral_receipt, name="referral-receipt"),
    path("<str:number>/referral/check/", referrals.referral_check, name="referral-check"),
    path("<str:number>/referral/outcome/", referrals.referral_outcome, name="referral-outcome"),
    path("<str:number>/referral/take-back/", referrals.referral_takeback, name="referral-takeback"),
    path("<str:number>/referral/give-on/", referrals.referral_hand_on, name="referral-hand-on"),
    path("<str:number>/actions/new/", actions.concern_action, name="concern-action"),
    path("<str:number>/actions/<key:pk>/give-on/", actions.action_hand_on, name="action-hand-on"),
    path("<str:number>/actions/<key:pk>/", actions.action_progress, name="action-progress"),
    *(
        path(f"<str:number>/{way}/", giving.concern_giving, {"way": way}, name=f"concern-{way}")
        for way in giving.GIVING
    ),
    *(
        path(f"<str:number>/{step}/", steps.concern_step, {"step": step}, name=f"concern-{step}")
        for step in steps.NOTES
    ),
]
