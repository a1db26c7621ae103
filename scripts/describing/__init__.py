"""The parts of scripts/describe.py: one module for each page of docs/reference that it writes."""
