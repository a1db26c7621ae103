from django.urls import path

from programs.evaluations.pages import evaluations, listing, writing

urlpatterns = [
    path("", listing.evaluation_list, name="evaluations"),
    path("export/", listing.evaluations_export, name="evaluations-export"),
    path("new/", listing.evaluation_new, name="evaluation-new"),
    path("<int:pk>/", evaluations.evaluation_detail, name="evaluation"),
    path("<int:pk>/pdf/", evaluations.evaluation_pdf, name="evaluation-pdf"),
    path("<int:pk>/verify/", evaluations.evaluation_verify, name="evaluation-verify"),
    path("<int:pk>/write/", writing.evaluation_write, name="evaluation-write"),
    path("<int:pk>/gather/", writing.evaluation_gather, name="evaluation-gather"),
    path("<int:pk>/discussion/", writing.evaluation_discussion, name="evaluation-discussion"),
    path("<int:pk>/submit/", writing.evaluation_submit, name="evaluation-submit"),
    path("<int:pk>/return/", writing.evaluation_return, name="evaluation-return"),
    path("<int:pk>/decide/", evaluations.evaluation_decide, name="evaluation-decide"),
    path(
        "<int:pk>/records/<path:figure>/", evaluations.evaluation_records, name="evaluation-records"
    ),
]
