from django.urls import path

from operations.views import health, state

app_name = "operations"

urlpatterns = [
    path("healthz", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
    path("operations/", state.state, name="state"),
]
