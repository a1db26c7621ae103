from django.urls import path

from outreach.imports.pages import batches, imports
from outreach.imports.pages import group_files as group_imports
from outreach.imports.pages import steps as import_steps

urlpatterns = [
    path("", imports.import_list, name="imports"),
    path("new/", imports.import_new, name="import-new"),
    path("<int:pk>/", imports.import_detail, name="import"),
    path("<int:pk>/reading/", import_steps.import_reading, name="import-reading"),
    path("<int:pk>/columns/", import_steps.import_columns, name="import-columns"),
    path("<int:pk>/properties/", group_imports.import_properties, name="import-properties"),
    path("<int:pk>/values/", import_steps.import_values, name="import-values"),
    path("<int:pk>/start/", imports.import_start, name="import-start"),
    path("<int:pk>/ask/", batches.import_ask, name="import-ask"),
    path("<int:pk>/return/", batches.import_return, name="import-return"),
    path("<int:pk>/resolve/", batches.import_resolve, name="import-resolve"),
    path("<int:pk>/close/", batches.import_close, name="import-close"),
    path("<int:pk>/undo/", batches.import_undo, name="import-undo"),
    path("<int:pk>/discard/", imports.import_discard, name="import-discard"),
    path("<int:pk>/refused.csv", imports.import_refused, name="import-refused"),
    path("<int:pk>/map.toml", imports.import_map, name="import-map"),
]
