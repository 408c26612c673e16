"""The pages of this house."""

from django.urls import URLPattern

app_name = "feedback"

urlpatterns: list[URLPattern] = []
