from django.urls import path

from policies.views import clauses, settings

app_name = "policies"

urlpatterns = [
    path("", clauses.policy_read, name="policy"),
    path("settings/<slug:key>/", settings.setting_edit, name="setting-edit"),
    path("<str:ref>/", clauses.clause_detail, name="clause"),
]
