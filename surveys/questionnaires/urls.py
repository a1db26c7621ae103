from django.urls import path

from surveys.questionnaires.pages import paper_form, questions, steps, surveys

urlpatterns = [
    path("", surveys.survey_list, name="surveys"),
    path("new/", surveys.survey_new, name="survey-new"),
    path("export/", surveys.surveys_export, name="surveys-export"),
    path("<slug:key>/", surveys.survey_detail, name="survey"),
    path("<slug:key>/edit/", surveys.survey_edit, name="survey-edit"),
    path("<slug:key>/copy/", surveys.survey_copy, name="survey-copy"),
    path("<slug:key>/open/", steps.survey_open, name="survey-open"),
    path("<slug:key>/close/", steps.survey_close, name="survey-close"),
    path("<slug:key>/end-paper/", steps.survey_end_paper, name="survey-end-paper"),
    path("<slug:key>/discard/", steps.survey_discard, name="survey-discard"),
    path("<slug:key>/preview/", paper_form.survey_preview, name="survey-preview"),
    path("<slug:key>/form/<slug:language>/", paper_form.survey_paper, name="survey-form"),
    path("<slug:key>/code/", paper_form.survey_code, name="survey-code"),
    path("<slug:key>/questions/", questions.question_bank, name="question-bank"),
    path("<slug:key>/questions/new/<slug:kind>/", questions.question_new, name="question-new"),
    path("<slug:key>/questions/<int:pk>/", questions.question_edit, name="question-edit"),
    path("<slug:key>/questions/<int:pk>/move/", questions.question_move, name="question-move"),
    path(
        "<slug:key>/questions/<int:pk>/remove/", questions.question_remove, name="question-remove"
    ),
]
