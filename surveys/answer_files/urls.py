from django.urls import path

from surveys.answer_files import pages

urlpatterns = [
    path("<slug:key>/files/<int:pk>/", pages.answer_file, name="answer-file"),
    path("<slug:key>/files/<int:pk>/undo/", pages.answer_file_undo, name="answer-file-undo"),
]
