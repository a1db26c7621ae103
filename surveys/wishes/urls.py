from django.urls import path

from surveys.wishes.pages import steps as wish_steps
from surveys.wishes.pages import wishes

urlpatterns = [
    path("", wishes.wish_list, name="wishes"),
    path("<int:pk>/", wishes.wish_detail, name="wish"),
    path("<int:pk>/contact/", wishes.wish_contact, name="wish-contact"),
    path("<int:pk>/take/", wishes.wish_take, name="wish-take"),
    path("<int:pk>/give/", wish_steps.wish_give, name="wish-give"),
    *(
        path(f"<int:pk>/{step}/", wish_steps.wish_step, {"step": step}, name=f"wish-{step}")
        for step in wish_steps.NOTES
    ),
]
