from django.urls import path

from outreach.redactions import pages as redactions

urlpatterns = [
    path("<slug:subject>/<int:pk>/", redactions.redact_record, name="redact"),
]
