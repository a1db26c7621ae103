from django.urls import path

from surveys.answers import pages

urlpatterns = [
    path("<slug:key>/held/", pages.held, name="held"),
    path("<slug:key>/held/admit/", pages.held_admit, name="held-admit"),
    path(
        "<slug:key>/held/crowds/<slug:crowd>/leave-out/",
        pages.held_leave_out_all,
        name="held-leave-out-all",
    ),
    path("<slug:key>/held/<uuid:pk>/leave-out/", pages.held_leave_out, name="held-leave-out"),
    path("<slug:key>/paper-answer/", pages.paper_answer, name="paper-answer"),
]
