from django.urls import path

from desk.views import account, answers, home, inbox, late, log, ready, search, workload

app_name = "desk"

urlpatterns = [
    path("", home.home, name="home"),
    path("waiting/", home.waiting, name="waiting"),
    path("answers/", answers.answers, name="answers"),
    path("workload/", workload.workload, name="workload"),
    path("workload/export/", workload.workload_export, name="workload-export"),
    path("workload/open/", workload.open_rows, name="open-rows"),
    path("remind/<str:kind>/<key:pk>/", workload.reminder, name="reminder"),
    path("late/", late.late, name="late"),
    path("ready/<slug:key>/", ready.ready, name="ready"),
    path("search/", search.search, name="search"),
    path("audit/", log.log, name="log"),
    path("audit/export/", log.log_export, name="log-export"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read/", inbox.notices_read, name="notices-read"),
    path("inbox/<key:pk>/open/", inbox.notice_open, name="notice-open"),
    path("inbox/<key:pk>/read/", inbox.notice_read, name="notice-read"),
    path("theme/", account.theme, name="theme"),
    path("signed-in/", account.signed_in, name="signed-in"),
    path("demo/", account.demo_login, name="demo-login"),
]
