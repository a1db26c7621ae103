from django.urls import path

from portal.views import surveys

app_name = "portal"
ENGLISH, SPANISH = {"language": "en"}, {"language": "es"}
urlpatterns = [
    path("<slug:key>/", surveys.survey, ENGLISH, name="survey"),
    path("<slug:key>/es/", surveys.survey, SPANISH, name="survey-es"),
    path("<slug:key>/send/", surveys.send, ENGLISH, name="send"),
    path("<slug:key>/es/send/", surveys.send, SPANISH, name="send-es"),
    path("<slug:key>/thanks/", surveys.thanks, ENGLISH, name="thanks"),
    path("<slug:key>/es/thanks/", surveys.thanks, SPANISH, name="thanks-es"),
]
