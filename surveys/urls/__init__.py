from django.urls import include, path

from surveys.answer_files import urls as answer_files
from surveys.urls import answers, design, results
from surveys.wishes import urls as wishes

app_name = "surveys"
# What has words of its own stands before the pages of a survey, which take its key.
urlpatterns = [
    path("wishes/", include(wishes.urlpatterns)),
    *design.urlpatterns,
    *results.urlpatterns,
    *answers.urlpatterns,
    *answer_files.urlpatterns,
]
