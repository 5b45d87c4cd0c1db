"""The ``gawah`` command: one file per verb."""
