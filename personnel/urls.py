from django.urls import path

from personnel.views import accounts, divisions, members

app_name = "personnel"

urlpatterns = [
    path("", members.members, name="members"),
    path("new/", members.member_new, name="member-new"),
    path("<int:pk>/", members.member, name="member"),
    path("<int:pk>/edit/", members.member_edit, name="member-edit"),
    path("<int:pk>/disable/", accounts.member_disable, name="member-disable"),
    path("<int:pk>/enable/", accounts.member_enable, name="member-enable"),
    path("<int:pk>/link/", accounts.member_link, name="member-link"),
    path("divisions/", divisions.divisions, name="divisions"),
    path("divisions/<int:pk>/edit/", divisions.division_edit, name="division-edit"),
]
