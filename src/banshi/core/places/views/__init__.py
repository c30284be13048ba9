"""Pages of places, of the map, and of the plan of the zone."""
