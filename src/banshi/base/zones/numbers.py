"""Official numbers: per zone, series and year, without gaps and without doubles."""

from banshi.base.zones.models import Counter, Zone


def next_number(zone: Zone, series: str, year: int) -> int:
    """The next number of the series, from a locked row; call it inside the transaction that uses it."""
    Counter.objects.get_or_create(zone=zone, series=series, year=year)
    counter = Counter.objects.select_for_update().get(zone=zone, series=series, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last
