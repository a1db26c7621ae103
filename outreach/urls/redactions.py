from django.urls import path

from outreach.views import redactions

urlpatterns = [
    path("<slug:subject>/<int:pk>/", redactions.redact_record, name="redact"),
]
