"""The bundled fictional story: articles of invented outlets about an invented negotiation."""
