"""The sealed format: age files, what is inside them, and the return code. Pure functions, no network, nothing kept.

``docs/formats/sealed.md`` describes every format; ``frontend/seal`` is the same in the browser.
"""
