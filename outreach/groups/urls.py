from django.urls import path

from outreach.groups.pages import groups, representatives

urlpatterns = [
    path("", groups.group_list, name="groups"),
    path("new/", groups.group_new, name="group-new"),
    path("export/", groups.groups_export, name="groups-export"),
    path("<int:pk>/", groups.group_detail, name="group"),
    path("<int:pk>/status/", groups.group_status, name="group-status"),
    path("<int:pk>/edit/", groups.group_edit, name="group-edit"),
    path(
        "<int:pk>/representatives/new/",
        representatives.representative_new,
        name="representative-new",
    ),
    path(
        "representatives/<int:pk>/contact/",
        representatives.representative_contact,
        name="representative-contact",
    ),
    path(
        "representatives/<int:pk>/end/",
        representatives.representative_end,
        name="representative-end",
    ),
]
