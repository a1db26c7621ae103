from django.urls import path

from reports.views import compared, lists, paper, reading, records, steps, surveys, writing

app_name = "reports"

urlpatterns = [
    path("", lists.report_list, name="reports"),
    path("new/<slug:kind>/<slug:period>/", lists.report_new, name="report-new"),
    path("surveys/<slug:key>/new/", surveys.survey_report_new, name="survey-report-new"),
    path("<int:pk>/", reading.report_detail, name="report"),
    path("<int:pk>/pdf/", paper.report_pdf, name="report-pdf"),
    path("<int:pk>/verify/", reading.report_verify, name="report-verify"),
    path("<int:pk>/changes/", compared.report_changes, name="report-changes"),
    path("<int:pk>/again/", writing.report_again, name="report-again"),
    path("<int:pk>/submit/", steps.report_submit, name="report-submit"),
    path("<int:pk>/approve/", steps.report_approve, name="report-approve"),
    path("<int:pk>/return/", steps.report_return, name="report-return"),
    path("<int:pk>/acknowledge/", steps.report_acknowledge, name="report-acknowledge"),
    path("<int:pk>/revise/", steps.report_revise, name="report-revise"),
    path("<int:pk>/<slug:part>/narrative/", writing.part_narrative, name="part-narrative"),
    path("<int:pk>/<slug:part>/of-note/", writing.part_of_note, name="part-of-note"),
    path("<int:pk>/<slug:part>/comment/", writing.part_comment, name="part-comment"),
    path("comments/<int:pk>/settle/", writing.comment_settle, name="comment-settle"),
    path("<int:pk>/records/<slug:part>/<path:figure>/", records.figure_records, name="records"),
]
