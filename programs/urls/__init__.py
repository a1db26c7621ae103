from programs.urls import catalogue, evaluations

app_name = "programs"
urlpatterns = [*evaluations.urlpatterns, *catalogue.urlpatterns]
