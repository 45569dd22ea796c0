"""Trains the model that finds who is reported to have said what."""
