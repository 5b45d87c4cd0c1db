"""Charts, ribbon and map, drawn here: no script draws anything that a page needs."""
