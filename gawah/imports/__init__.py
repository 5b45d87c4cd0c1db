"""Tables from outside to typed rows: readers, mappings, datasets, batches, rejects.

This package knows no case. It hands typed rows to a ``values.Loader`` that the command line gives it.
"""
