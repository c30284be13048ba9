"""Limits of GB 3095 for class 1 and class 2 areas."""

TEXT = """\
standard,clause,pollutant,averaging,class1,class2,unit,status,effective_from,effective_to
GB 3095-2012,表1,SO2,year,20,60,ug/m3,verified,2016-01-01,2026-02-28
GB 3095-2012,表1,SO2,24h,50,150,ug/m3,verified,2016-01-01,2026-02-28
GB 3095-2012,表1,SO2,1h,150,500,ug/m3,verified,2016-01-01,2026-02-28
GB 3095-2012,表1,NO2,year,40,40,ug/m3,verified,2016-01-01,2026-02-28
GB 3095-2012,表1,NO2,24h,80,80,ug/m3,verified,2016-01-01,2026-02-28
GB 3095-2012,表1,NO2,1h,200,200,ug/m3,verified,2016-01-01,2026-02-28
GB 3095-2012,表1,CO,24h,4,4,mg/m3,verified,2016-01-01,2026-02-28
GB 3095-2012,表1,CO,1h,10,10,mg/m3,verified,2016-01-01,2026-02-28
GB 3095-2012,表1,O3,8h_daily_max,100,160,ug/m3,verified,2016-01-01,2026-02-28
GB 3095-2012,表1,O3,1h,160,200,ug/m3,verified,2016-01-01,2026-02-28
GB 3095-2012,表1,PM10,year,40,70,ug/m3,verified,2016-01-01,2026-02-28
GB 3095-2012,表1,PM10,24h,50,150,ug/m3,verified,2016-01-01,2026-02-28
GB 3095-2012,表1,PM2.5,year,15,35,ug/m3,verified,2016-01-01,2026-02-28
GB 3095-2012,表1,PM2.5,24h,35,75,ug/m3,verified,2016-01-01,2026-02-28
GB 3095-2012,表2,TSP,year,80,200,ug/m3,verified,2016-01-01,2026-02-28
GB 3095-2012,表2,TSP,24h,120,300,ug/m3,verified,2016-01-01,2026-02-28
GB 3095-2012,表2,NOx,year,50,50,ug/m3,verified,2016-01-01,2026-02-28
GB 3095-2012,表2,NOx,24h,100,100,ug/m3,verified,2016-01-01,2026-02-28
GB 3095-2012,表2,NOx,1h,250,250,ug/m3,verified,2016-01-01,2026-02-28
GB 3095-2012,表2,Pb,year,0.5,0.5,ug/m3,verified,2016-01-01,2026-02-28
GB 3095-2012,表2,Pb,quarter,1,1,ug/m3,verified,2016-01-01,2026-02-28
GB 3095-2012,表2,BaP,year,0.001,0.001,ug/m3,verified,2016-01-01,2026-02-28
GB 3095-2012,表2,BaP,24h,0.0025,0.0025,ug/m3,verified,2016-01-01,2026-02-28
GB 3095-2026 transition,表1,SO2,year,20,60,ug/m3,verified,2026-03-01,2030-12-31
GB 3095-2026 final,表1,SO2,year,20,20,ug/m3,verified,2031-01-01,
GB 3095-2026 transition,表1,SO2,24h,50,150,ug/m3,verified,2026-03-01,2030-12-31
GB 3095-2026 final,表1,SO2,24h,50,50,ug/m3,verified,2031-01-01,
GB 3095-2026 transition,表1,SO2,1h,150,500,ug/m3,verified,2026-03-01,2030-12-31
GB 3095-2026 final,表1,SO2,1h,150,150,ug/m3,verified,2031-01-01,
GB 3095-2026 transition,表1,NO2,year,40,40,ug/m3,verified,2026-03-01,2030-12-31
GB 3095-2026 final,表1,NO2,year,30,30,ug/m3,verified,2031-01-01,
GB 3095-2026 transition,表1,NO2,24h,80,80,ug/m3,verified,2026-03-01,2030-12-31
GB 3095-2026 final,表1,NO2,24h,50,50,ug/m3,verified,2031-01-01,
GB 3095-2026 transition,表1,NO2,1h,200,200,ug/m3,verified,2026-03-01,2030-12-31
GB 3095-2026 final,表1,NO2,1h,200,200,ug/m3,verified,2031-01-01,
GB 3095-2026 transition,表1,CO,24h,4,4,mg/m3,verified,2026-03-01,2030-12-31
GB 3095-2026 final,表1,CO,24h,4,4,mg/m3,verified,2031-01-01,
GB 3095-2026 transition,表1,CO,1h,10,10,mg/m3,verified,2026-03-01,2030-12-31
GB 3095-2026 final,表1,CO,1h,10,10,mg/m3,verified,2031-01-01,
GB 3095-2026 transition,表1,O3,8h_daily_max,100,160,ug/m3,verified,2026-03-01,2030-12-31
GB 3095-2026 final,表1,O3,8h_daily_max,100,160,ug/m3,verified,2031-01-01,
GB 3095-2026 transition,表1,O3,1h,160,200,ug/m3,verified,2026-03-01,2030-12-31
GB 3095-2026 final,表1,O3,1h,160,200,ug/m3,verified,2031-01-01,
GB 3095-2026 transition,表1,PM10,year,40,60,ug/m3,verified,2026-03-01,2030-12-31
GB 3095-2026 final,表1,PM10,year,20,50,ug/m3,verified,2031-01-01,
GB 3095-2026 transition,表1,PM10,24h,50,120,ug/m3,verified,2026-03-01,2030-12-31
GB 3095-2026 final,表1,PM10,24h,50,100,ug/m3,verified,2031-01-01,
GB 3095-2026 transition,表1,PM2.5,year,15,30,ug/m3,verified,2026-03-01,2030-12-31
GB 3095-2026 final,表1,PM2.5,year,10,25,ug/m3,verified,2031-01-01,
GB 3095-2026 transition,表1,PM2.5,24h,35,60,ug/m3,verified,2026-03-01,2030-12-31
GB 3095-2026 final,表1,PM2.5,24h,25,50,ug/m3,verified,2031-01-01,
GB 3095-2026 transition,表2,TSP,year,80,200,ug/m3,one source,2026-03-01,2030-12-31
GB 3095-2026 final,表2,TSP,year,80,200,ug/m3,one source,2031-01-01,
GB 3095-2026 transition,表2,TSP,24h,120,300,ug/m3,one source,2026-03-01,2030-12-31
GB 3095-2026 final,表2,TSP,24h,120,300,ug/m3,one source,2031-01-01,
GB 3095-2026 transition,表2,NOx,year,50,50,ug/m3,one source,2026-03-01,2030-12-31
GB 3095-2026 final,表2,NOx,year,40,40,ug/m3,one source,2031-01-01,
GB 3095-2026 transition,表2,NOx,24h,100,100,ug/m3,one source,2026-03-01,2030-12-31
GB 3095-2026 final,表2,NOx,24h,70,70,ug/m3,one source,2031-01-01,
GB 3095-2026 transition,表2,NOx,1h,250,250,ug/m3,one source,2026-03-01,2030-12-31
GB 3095-2026 final,表2,NOx,1h,250,250,ug/m3,one source,2031-01-01,
GB 3095-2026 transition,表2,Pb,year,0.5,0.5,ug/m3,one source,2026-03-01,2030-12-31
GB 3095-2026 final,表2,Pb,year,0.5,0.5,ug/m3,one source,2031-01-01,
GB 3095-2026 transition,表2,Pb,quarter,1,1,ug/m3,one source,2026-03-01,2030-12-31
GB 3095-2026 final,表2,Pb,quarter,1,1,ug/m3,one source,2031-01-01,
GB 3095-2026 transition,表2,BaP,year,0.001,0.001,ug/m3,one source,2026-03-01,2030-12-31
GB 3095-2026 final,表2,BaP,year,0.001,0.001,ug/m3,one source,2031-01-01,
GB 3095-2026 transition,表2,BaP,24h,0.0025,0.0025,ug/m3,one source,2026-03-01,2030-12-31
GB 3095-2026 final,表2,BaP,24h,0.0025,0.0025,ug/m3,one source,2031-01-01,
"""
