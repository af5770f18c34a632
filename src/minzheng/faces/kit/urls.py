"""Addresses of the kit's own few pages."""

from django.urls import path

from minzheng.faces.kit import pages

app_name = "kit"
urlpatterns = [path("display", pages.display, name="display")]
