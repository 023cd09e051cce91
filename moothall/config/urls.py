"""All addresses: the pages' own table, and nothing else."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [path("", include("moothall.pages.urls"))]
