from django.urls import path

from policies.views import clauses, proposals, settings

app_name = "policies"

urlpatterns = [
    path("", clauses.policy_read, name="policy"),
    path("settings/<slug:key>/", settings.setting_edit, name="setting-edit"),
    path("numbers/<int:pk>/", proposals.number_proposal, name="number-proposal"),
    path("numbers/<int:pk>/approve/", proposals.number_approve, name="number-approve"),
    path("numbers/<int:pk>/refuse/", proposals.number_refuse, name="number-refuse"),
    path("numbers/<int:pk>/withdraw/", proposals.number_withdraw, name="number-withdraw"),
    path("<str:ref>/", clauses.clause_detail, name="clause"),
]
