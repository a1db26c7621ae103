from django.urls import path

from surveys.views import results

urlpatterns = [
    path("<slug:key>/results/", results.results, name="results"),
    path("<slug:key>/results/export/", results.results_csv, name="results-csv"),
    path("<slug:key>/words/<slug:question>/", results.words, name="words"),
    path("<slug:key>/words/<slug:question>/export/", results.words_csv, name="words-csv"),
]
