"""The pages of this house."""

from django.urls import path

from workgroups import views

app_name = "workgroups"

urlpatterns = [
    path("committees/", views.committees, name="committees"),
    path("committees/<int:pk>/", views.committee, name="committee"),
]
