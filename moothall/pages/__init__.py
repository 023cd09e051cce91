"""The web: one module, one template and one test of the same name for each page."""
