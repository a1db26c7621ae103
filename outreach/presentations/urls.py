from django.urls import path

from outreach.presentations.pages import briefs, presentations

urlpatterns = [
    path("", presentations.presentation_list, name="presentations"),
    path("new/", briefs.presentation_new, name="presentation-new"),
    path("draft/", briefs.presentation_draft, name="presentation-draft"),
    path("export/", presentations.presentations_export, name="presentations-export"),
    path("<int:pk>/", presentations.presentation_detail, name="presentation"),
    path("<int:pk>/edit/", briefs.presentation_edit, name="presentation-edit"),
    path("<int:pk>/accept/", presentations.presentation_accept, name="presentation-accept"),
    path("<int:pk>/return/", presentations.presentation_return, name="presentation-return"),
]
