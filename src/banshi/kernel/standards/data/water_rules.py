"""Ratings of rivers and basins by shares of classes, periods, control levels (环办〔2011〕22号; practice)."""

SHARES = """\
standard,clause,zh,en,good_from,good_below,worse_from,worse_below,status,effective_from,effective_to
环办〔2011〕22号,表3,优,excellent,90,,,,verified,2011-03-01,
环办〔2011〕22号,表3,良好,good,75,90,,,verified,2011-03-01,
环办〔2011〕22号,表3,轻度污染,lightly polluted,,75,0,20,verified,2011-03-01,
环办〔2011〕22号,表3,中度污染,moderately polluted,,75,20,40,verified,2011-03-01,
环办〔2011〕22号,表3,重度污染,heavily polluted,,75,40,,verified,2011-03-01,
"""

CONTROL = """\
standard,clause,code,zh,en,effective_from,effective_to
地表水监测断面管理,控制级别,national,国控,national,2011-03-01,
地表水监测断面管理,控制级别,provincial,省控,provincial,2011-03-01,
地表水监测断面管理,控制级别,city,市控,city,2011-03-01,
"""
