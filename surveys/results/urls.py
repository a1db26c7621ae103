from django.urls import path

from surveys.results import pages

urlpatterns = [
    path("<slug:key>/results/", pages.results, name="results"),
    path("<slug:key>/results/export/", pages.results_csv, name="results-csv"),
    path("<slug:key>/words/<slug:question>/", pages.words, name="words"),
    path("<slug:key>/words/<slug:question>/export/", pages.words_csv, name="words-csv"),
]
