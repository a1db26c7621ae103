from django.urls import path

from jobs import views

app_name = "jobs"

urlpatterns = [
    path("<key:pk>/", views.job, name="job"),
    path("<key:pk>/try-again/", views.job_try_again, name="job-try-again"),
]
