"""The made-up values of the demonstration say what the page says, whoever runs the code."""

from banshi.kernel.standards import air, water
from banshi.programmes.environment.demo import made_up
from banshi.programmes.environment.rules.air import day_fault
from banshi.programmes.environment.rules.water import month_fault


def year(number, corrected=False):
    rows = dict(made_up.air(number))
    if corrected:
        rows[made_up.CORRECTED] = made_up.CORRECTED_TO
    columns = {item: [amounts[at] for amounts in rows.values()] for at, item in enumerate(air.SIX)}
    assert not [amounts for amounts in rows.values() if day_fault(amounts, "")]
    return air.evaluate_year(number, list(rows), columns)


def test_279_of_365_and_333_of_366_after_one_correction():
    before, imported, after = year(2019), year(2020), year(2020, corrected=True)
    assert (before.good_days, before.valid_days) == (279, 365)
    assert (imported.good_days, after.good_days, after.valid_days) == (332, 333, 366)
    assert before.attains[air.FULL] is False
    assert after.attains == {air.FULL: True, air.BULLETIN: True}


def test_the_sections_rise_and_meet_what_the_page_says():
    grades = {}
    for key in made_up.MONTHS:
        months = [amounts for _month, amounts in made_up.water(*key)]
        assert not [one for one in months if month_fault({water.code_of(n): v for n, v in one.items()})]
        grades[key] = (
            water.cumulative(months, "river").grade,
            [water.classify(m, "river").grade for m in months],
        )
    assert (grades["national", 2019][0], grades["national", 2020][0]) == (4, 2)
    assert grades["city", 2020][0] == 2
    assert max(grades["city", 2020][1]) == 3
    assert max(grades["provincial", 2020][1]) <= 3
    assert sum(grade <= 3 for grade in grades["provincial", 2019][1]) == 10
