"""Show: records made readable. `dossier` gives one self-contained HTML document."""

from onrecord.show.render import dossier

__all__ = ["dossier"]
