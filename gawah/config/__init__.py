"""Typed settings, the data home, surfaces, and the checks made at start-up."""
