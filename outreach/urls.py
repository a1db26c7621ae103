from django.urls import include, path

from outreach.concerns import urls as concerns
from outreach.groups import urls as groups
from outreach.imports import urls as imports
from outreach.presentations import urls as presentations
from outreach.redactions import urls as redactions

app_name = "outreach"

urlpatterns = [
    path("concerns/", include(concerns.urlpatterns)),
    path("groups/", include(groups.urlpatterns)),
    path("presentations/", include(presentations.urlpatterns)),
    path("imports/", include(imports.urlpatterns)),
    path("redact/", include(redactions.urlpatterns)),
]
