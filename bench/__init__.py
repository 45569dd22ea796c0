"""Measurements: quality against gold, speed and memory. What the README says is what these print."""
