from django.urls import URLPattern, path

from programs.catalogue.pages import belonging, catalogue, entries, record, steps, writing

urlpatterns: list[URLPattern] = [
    path("", catalogue.program_list, name="programs"),
    path("export/", catalogue.programs_export, name="programs-export"),
    path("new/", writing.program_new, name="program-new"),
    path("<int:pk>/", record.program_detail, name="program"),
    path("<int:pk>/edit/", writing.program_edit, name="program-edit"),
    path("<int:pk>/approve/", steps.program_approve, name="program-approve"),
    *(
        path(f"<int:pk>/{step}/", steps.program_step, {"step": step}, name=f"program-{step}")
        for step in steps.NOTES
    ),
    path("<int:pk>/topics/new/", belonging.topic_new, name="program-topic-new"),
    path("<int:pk>/topics/<int:topic>/end/", belonging.topic_end, name="program-topic-end"),
    path("<int:pk>/personnel/new/", belonging.person_new, name="program-person-new"),
    path("<int:pk>/personnel/<int:person>/end/", belonging.person_end, name="program-person-end"),
    path("<int:pk>/sessions/", entries.session_list, name="program-sessions"),
]
for kind in entries.KINDS:
    given = {"kind": kind}
    urlpatterns += [
        path(f"<int:pk>/{kind}/", entries.entry_list, given, name=f"program-{kind}"),
        path(f"<int:pk>/{kind}/new/", entries.entry_new, given, name=f"program-{kind}-new"),
        path(
            f"<int:pk>/{kind}/<int:entry>/strike/",
            entries.entry_strike,
            given,
            name=f"program-{kind}-strike",
        ),
    ]
