from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from bench.yardstick.models import Line


def ok(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def lines(request: HttpRequest) -> HttpResponse:
    return render(request, "lines.html", {"lines": Line.objects.order_by("-id")[:20]})


urlpatterns = [path("ok/", ok), path("lines/", lines)]
