"""How the models of `onrecord/models` are trained."""
