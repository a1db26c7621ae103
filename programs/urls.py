from django.urls import include, path

from programs.actions import urls as actions
from programs.catalogue import urls as catalogue
from programs.evaluations import urls as evaluations

app_name = "programs"

urlpatterns = [
    path("evaluations/", include(evaluations.urlpatterns)),
    path("actions/", include(actions.urlpatterns)),
    path("", include(catalogue.urlpatterns)),
]
