"""How much data make a value valid (GB 3095 table 4, equal in 2012 and 2026; HJ 663 6.1.2 for O3)."""

TEXT = """\
standard,clause,pollutants,averaging,min_count,min_month,min_february,status,effective_from,effective_to
GB 3095,表4,SO2 NO2 PM10 PM2.5 NOx,year,324,27,25,verified,2016-01-01,
GB 3095,表4,SO2 NO2 CO PM10 PM2.5 NOx,24h,20,,,verified,2016-01-01,
GB 3095,表4,O3,8h,6,,,one source,2016-01-01,
GB 3095,表4,SO2 NO2 CO O3 NOx,1h,45,,,one source,2016-01-01,
HJ 663,6.1.2,O3,8h_daily_max,14,,,one source,2016-01-01,
GB 3095,表4,TSP BaP Pb,year,60,5,5,one source,2016-01-01,
GB 3095,表4,Pb,quarter,15,5,5,one source,2016-01-01,
GB 3095,表4,TSP BaP Pb,24h,24,,,one source,2016-01-01,
"""
