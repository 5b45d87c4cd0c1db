"""Who belongs, and what is open: a hash-chained log in which every entry is signed by a member, ``gawah/log/1``.

``docs/formats/log.md`` describes it; ``frontend/seal/log.ts`` is the same in a member's browser.
"""
