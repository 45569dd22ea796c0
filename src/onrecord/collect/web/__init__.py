"""The web: what a list of sources names → captures. The only modules that open a connection."""

from onrecord.collect.extra import extra

for package in ("httpcore", "httpx", "feedparser", "protego"):
    extra(package)
