from django.urls import path

from surveys.views import answers

urlpatterns = [
    path("<slug:key>/held/", answers.held, name="held"),
    path("<slug:key>/held/admit/", answers.held_admit, name="held-admit"),
    path(
        "<slug:key>/held/crowds/<slug:crowd>/leave-out/",
        answers.held_leave_out_all,
        name="held-leave-out-all",
    ),
    path("<slug:key>/held/<uuid:pk>/leave-out/", answers.held_leave_out, name="held-leave-out"),
    path("<slug:key>/paper-answer/", answers.paper_answer, name="paper-answer"),
]
