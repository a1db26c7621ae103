from django.urls import include, path, register_converter

from records.apart import KeyConverter

register_converter(KeyConverter, "key")

urlpatterns = [
    path("", include("desk.urls")),
    path("accounts/", include("accounts.account_urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("", include("operations.urls")),
    path("", include("outreach.urls")),
    path("jobs/", include("jobs.urls")),
    path("members/", include("accounts.urls")),
    path("policy/", include("policies.urls")),
    path("programs/", include("programs.urls")),
    path("reports/", include("reports.urls")),
    path("surveys/", include("surveys.urls")),
    path("s/", include("portal.urls")),
]

handler400 = "desk.views.errors.bad_request"
handler403 = "desk.views.errors.permission_denied"
handler404 = "desk.views.errors.page_not_found"
handler500 = "desk.views.errors.server_error"
