"""The pages of this house."""

from django.urls import path

from reports import views

app_name = "reports"

urlpatterns = [
    path("desk/reports/", views.reports, name="reports"),
    path("desk/reports/<uuid:pk>/", views.report, name="report"),
]
