from django.urls import include, path

from outreach.urls import concerns, groups, imports, presentations, redactions

app_name = "outreach"

urlpatterns = [
    path("concerns/", include(concerns.urlpatterns)),
    path("groups/", include(groups.urlpatterns)),
    path("presentations/", include(presentations.urlpatterns)),
    path("imports/", include(imports.urlpatterns)),
    path("redact/", include(redactions.urlpatterns)),
]
