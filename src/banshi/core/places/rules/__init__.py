"""Pure decisions about places: geometries, plans of the zone, how a map is drawn."""
