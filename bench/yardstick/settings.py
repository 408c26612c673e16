"""Django as bare as it goes: no middleware, one table, the same database server and web server."""

import environ

env = environ.Env()

SECRET_KEY = "only for the yardstick"  # noqa: S105 (it keeps nothing)
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "bench.yardstick.urls"
WSGI_APPLICATION = "bench.yardstick.wsgi.application"
INSTALLED_APPS = ["bench.yardstick"]
MIDDLEWARE: list[str] = []
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
DATABASES = {"default": env.db("DATABASE_URL") | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TIME_ZONE = "Asia/Bangkok"
USE_TZ = True
