"""Addresses of the open interface."""

from django.urls import path

from minzheng.faces.openapi.api import api
from minzheng.faces.openapi.problems import problem_page

app_name = "openapi"
urlpatterns = [
    path("v1/problems/<str:code>", problem_page, name="problem"),
    path("v1/", api.urls),
]
