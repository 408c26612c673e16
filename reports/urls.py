"""The pages of this house."""

from django.urls import URLPattern

app_name = "reports"

urlpatterns: list[URLPattern] = []
