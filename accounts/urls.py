from django.urls import path

from accounts.views import accounts, divisions, helping_in, members, proposals

app_name = "personnel"

urlpatterns = [
    path("", members.members, name="members"),
    path("new/", members.member_new, name="member-new"),
    path("<int:pk>/", members.member, name="member"),
    path("<int:pk>/edit/", members.member_edit, name="member-edit"),
    path("<int:pk>/disable/", accounts.member_disable, name="member-disable"),
    path("<int:pk>/enable/", accounts.member_enable, name="member-enable"),
    path("<int:pk>/link/", accounts.member_link, name="member-link"),
    path("<int:pk>/factor/", helping_in.member_factor_reset, name="member-factor-reset"),
    path("<int:pk>/unlock/", helping_in.member_unlock, name="member-unlock"),
    path("<int:pk>/sign-out/", helping_in.member_sign_out, name="member-sign-out"),
    path("<int:pk>/sign-in/", helping_in.member_single_sign_on, name="member-single-sign-on"),
    path("proposals/", proposals.proposals, name="proposals"),
    path("proposals/<int:pk>/", proposals.proposal, name="proposal"),
    path("proposals/<int:pk>/approve/", proposals.proposal_approve, name="proposal-approve"),
    path("proposals/<int:pk>/refuse/", proposals.proposal_refuse, name="proposal-refuse"),
    path("proposals/<int:pk>/withdraw/", proposals.proposal_withdraw, name="proposal-withdraw"),
    path("divisions/", divisions.divisions, name="divisions"),
    path("divisions/<int:pk>/edit/", divisions.division_edit, name="division-edit"),
]
