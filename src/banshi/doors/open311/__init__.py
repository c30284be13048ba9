"""Open311 GeoReport v2, so that applications made for other cities can send reports to a zone and follow them.

Off until a zone adopts rules that switch it on. Reading needs no key and shows of a report its service, its
state, its days and the unit that has it: no words, no place, nobody's name. Sending needs a key, which is a token
of the zone with the scope ``open311:write``; the report becomes a matter that waits for a clerk to register it.

``rules`` the switch and what is asked of a report · ``actions`` a report taken in · ``queries`` what the public may
see · ``formats`` JSON and XML · ``views`` the six methods and discovery.
"""
