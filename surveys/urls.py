from django.urls import include, path

from surveys.answer_files import urls as answer_files
from surveys.answers import urls as answers
from surveys.questionnaires import urls as questionnaires
from surveys.results import urls as results
from surveys.wishes import urls as wishes

app_name = "surveys"
# What has words of its own stands before the pages of a survey, which take its key.
urlpatterns = [
    path("wishes/", include(wishes.urlpatterns)),
    *questionnaires.urlpatterns,
    *results.urlpatterns,
    *answers.urlpatterns,
    *answer_files.urlpatterns,
]
