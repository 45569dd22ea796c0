"""Show: records made readable, as a dossier, a brief, a site, and in other tools' formats."""
