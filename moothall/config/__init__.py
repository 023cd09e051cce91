"""Settings, URLs and entry points; nothing that decides."""
