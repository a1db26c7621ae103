from django.urls import path

from surveys.views import wish_steps, wishes

urlpatterns = [
    path("wishes/", wishes.wish_list, name="wishes"),
    path("wishes/<int:pk>/", wishes.wish_detail, name="wish"),
    path("wishes/<int:pk>/contact/", wishes.wish_contact, name="wish-contact"),
    path("wishes/<int:pk>/take/", wishes.wish_take, name="wish-take"),
    path("wishes/<int:pk>/give/", wish_steps.wish_give, name="wish-give"),
    *(
        path(f"wishes/<int:pk>/{step}/", wish_steps.wish_step, {"step": step}, name=f"wish-{step}")
        for step in wish_steps.NOTES
    ),
]
