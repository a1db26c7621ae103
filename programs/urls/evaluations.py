from django.urls import path

from programs.views import actions, evaluation_list, evaluation_writing, evaluations

urlpatterns = [
    path("evaluations/", evaluation_list.evaluation_list, name="evaluations"),
    path("evaluations/export/", evaluation_list.evaluations_export, name="evaluations-export"),
    path("evaluations/new/", evaluation_list.evaluation_new, name="evaluation-new"),
    path("evaluations/<int:pk>/", evaluations.evaluation_detail, name="evaluation"),
    path("evaluations/<int:pk>/pdf/", evaluations.evaluation_pdf, name="evaluation-pdf"),
    path("evaluations/<int:pk>/verify/", evaluations.evaluation_verify, name="evaluation-verify"),
    path(
        "evaluations/<int:pk>/write/", evaluation_writing.evaluation_write, name="evaluation-write"
    ),
    path(
        "evaluations/<int:pk>/gather/",
        evaluation_writing.evaluation_gather,
        name="evaluation-gather",
    ),
    path(
        "evaluations/<int:pk>/discussion/",
        evaluation_writing.evaluation_discussion,
        name="evaluation-discussion",
    ),
    path(
        "evaluations/<int:pk>/submit/",
        evaluation_writing.evaluation_submit,
        name="evaluation-submit",
    ),
    path(
        "evaluations/<int:pk>/return/",
        evaluation_writing.evaluation_return,
        name="evaluation-return",
    ),
    path("evaluations/<int:pk>/decide/", evaluations.evaluation_decide, name="evaluation-decide"),
    path(
        "evaluations/<int:pk>/records/<path:figure>/",
        evaluations.evaluation_records,
        name="evaluation-records",
    ),
    path("actions/<int:pk>/", actions.action_detail, name="action"),
    path("actions/<int:pk>/give-on/", actions.action_give_on, name="action-give-on"),
]
