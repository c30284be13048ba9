"""Yearly indicators (HJ 663 table 1): which statistics of the daily values are judged."""

TEXT = """\
standard,clause,item,pollutant,averaging,mean,percentile,status,effective_from,effective_to
HJ 663,表1,SO2,SO2,24h,yes,98,verified,2016-01-01,
HJ 663,表1,NO2,NO2,24h,yes,98,verified,2016-01-01,
HJ 663,表1,PM10,PM10,24h,yes,95,verified,2016-01-01,
HJ 663,表1,PM2.5,PM2.5,24h,yes,95,verified,2016-01-01,
HJ 663,表1,CO,CO,24h,no,95,verified,2016-01-01,
HJ 663,表1,O3_8h,O3,8h_daily_max,no,90,verified,2016-01-01,
"""
