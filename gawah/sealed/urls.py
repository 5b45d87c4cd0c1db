"""Addresses of a form (``/f/<collection>/…``): those to which its page sends, and the page."""

from __future__ import annotations

from django.urls import include, path, re_path

from gawah.sealed import views

_FORM = r"^f/(?P<collection>[0-9a-f]{20})/"

urlpatterns = [
    re_path(_FORM + r"key\Z", views.key),
    re_path(_FORM + r"report\Z", views.report),
    re_path(_FORM + r"return\Z", views.return_),
    re_path(_FORM + r"message\Z", views.message),
    re_path(_FORM + r"withdraw\Z", views.withdraw),
    path("", include("gawah.sealed.form.urls")),
]
