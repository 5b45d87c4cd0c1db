"""Addresses of the form's pages: included after those to which a page sends, since a language may be called ``key``."""

from __future__ import annotations

from django.urls import re_path

from gawah.sealed.form import views

_FORM = r"^f/(?P<collection>[0-9a-f]{20})/"

urlpatterns = [
    re_path(r"^f/assets/(?P<name>[a-z]{1,20}\.[a-z]{2,3})\Z", views.asset),
    re_path(_FORM.removesuffix("/") + r"\Z", views.slash),
    re_path(_FORM + r"\Z", views.page),
    re_path(_FORM + r"(?P<language>[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3})\Z", views.page),
]
