"""The desk: documented cases, as only the team sees them."""
