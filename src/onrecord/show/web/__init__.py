"""The desk: a local site over one store, served by Datasette with our plugin; nothing leaves the machine."""

from onrecord.show.web.prepared import prepared
from onrecord.show.web.serving import serve

__all__ = ["prepared", "serve"]
