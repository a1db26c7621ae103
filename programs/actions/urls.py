from django.urls import path

from programs.actions import pages

urlpatterns = [
    path("<int:pk>/", pages.action_detail, name="action"),
    path("<int:pk>/give-on/", pages.action_give_on, name="action-give-on"),
]
