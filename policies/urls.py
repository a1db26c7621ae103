from django.urls import path

from policies.views import clauses

app_name = "policies"

urlpatterns = [
    path("", clauses.policy_read, name="policy"),
    path("<str:ref>/", clauses.clause_detail, name="clause"),
]
