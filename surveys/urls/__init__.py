from surveys.urls import answers, design, results, wishes

app_name = "surveys"
# What has words of its own stands before the pages of a survey, which take its key.
urlpatterns = [
    *wishes.urlpatterns,
    *design.urlpatterns,
    *results.urlpatterns,
    *answers.urlpatterns,
]
