"""The table of contents: the core's own pages, then each house's."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, register_converter

from participation import views
from participation.health import Health


class Serial:
    """The serial of a published file, such as RPT-2569-0001."""

    regex = "[A-Z]{3}-[0-9]{4}-[0-9A-Z]{1,8}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Serial, "serial")

core = [
    path("", views.home, name="home"),
    path("groups/", views.groups, name="groups"),
    path("groups/<int:number>/", views.group, name="group"),
    path("about/", views.about, name="about"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("files/<serial:serial>/", views.file, name="file"),
    path("desk/", views.desk, name="desk"),
    path("display/", views.display, name="display"),
    path("theme.css", views.theme, name="theme"),
    path("ui/", views.components, name="components"),
]

urlpatterns = [
    path("", include((core, "participation"))),
    path("", include("workgroups.urls")),
    path("", include("feedback.urls")),
    path("", include("reports.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("healthz/", login_not_required(Health.as_view()), name="healthz"),
]
