"""All addresses: the pages' own table, and nothing else."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [path("", include("moothall.pages.urls"))]

handler400 = "moothall.pages.trouble.bad_request"
handler403 = "moothall.pages.trouble.forbidden"
handler404 = "moothall.pages.trouble.not_found"
handler500 = "moothall.pages.trouble.broken"
