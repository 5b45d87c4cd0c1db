"""Addresses of the intake surface. The pages of a form are included here, beside what they send to."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [path("", include("gawah.sealed.urls"))]

handler404 = "gawah.config.intake_surface.not_found"
handler400 = "gawah.config.intake_surface.bad_request"
