"""Limits of GB 3838-2002 table 1. Water temperature (item 1) is a rule about rise and fall, not a limit,
and is not here. ``in_21`` marks the items of the section class (环办〔2011〕22号 一(一)).
"""

TEXT = """\
standard,clause,code,zh,kind,unit,direction,class1,class2,class3,class4,class5,in_21,effective_from,effective_to
GB 3838-2002,表1 第2项,ph,pH,any,,range,6-9,6-9,6-9,6-9,6-9,yes,2002-06-01,
GB 3838-2002,表1 第3项,dissolved_oxygen,溶解氧,any,mg/L,at_least,7.5,6,5,3,2,yes,2002-06-01,
GB 3838-2002,表1 第4项,permanganate_index,高锰酸盐指数,any,mg/L,at_most,2,4,6,10,15,yes,2002-06-01,
GB 3838-2002,表1 第5项,cod,化学需氧量,any,mg/L,at_most,15,15,20,30,40,yes,2002-06-01,
GB 3838-2002,表1 第6项,bod5,五日生化需氧量,any,mg/L,at_most,3,3,4,6,10,yes,2002-06-01,
GB 3838-2002,表1 第7项,ammonia_nitrogen,氨氮,any,mg/L,at_most,0.15,0.5,1.0,1.5,2.0,yes,2002-06-01,
GB 3838-2002,表1 第8项,total_phosphorus,总磷,river,mg/L,at_most,0.02,0.1,0.2,0.3,0.4,yes,2002-06-01,
GB 3838-2002,表1 第8项,total_phosphorus,总磷,lake,mg/L,at_most,0.01,0.025,0.05,0.1,0.2,yes,2002-06-01,
GB 3838-2002,表1 第9项,total_nitrogen,总氮,lake,mg/L,at_most,0.2,0.5,1.0,1.5,2.0,no,2002-06-01,
GB 3838-2002,表1 第10项,copper,铜,any,mg/L,at_most,0.01,1,1,1,1,yes,2002-06-01,
GB 3838-2002,表1 第11项,zinc,锌,any,mg/L,at_most,0.05,1,1,2,2,yes,2002-06-01,
GB 3838-2002,表1 第12项,fluoride,氟化物,any,mg/L,at_most,1,1,1,1.5,1.5,yes,2002-06-01,
GB 3838-2002,表1 第13项,selenium,硒,any,mg/L,at_most,0.01,0.01,0.01,0.02,0.02,yes,2002-06-01,
GB 3838-2002,表1 第14项,arsenic,砷,any,mg/L,at_most,0.05,0.05,0.05,0.1,0.1,yes,2002-06-01,
GB 3838-2002,表1 第15项,mercury,汞,any,mg/L,at_most,0.00005,0.00005,0.0001,0.001,0.001,yes,2002-06-01,
GB 3838-2002,表1 第16项,cadmium,镉,any,mg/L,at_most,0.001,0.005,0.005,0.005,0.01,yes,2002-06-01,
GB 3838-2002,表1 第17项,chromium_vi,六价铬,any,mg/L,at_most,0.01,0.05,0.05,0.05,0.1,yes,2002-06-01,
GB 3838-2002,表1 第18项,lead,铅,any,mg/L,at_most,0.01,0.01,0.05,0.05,0.1,yes,2002-06-01,
GB 3838-2002,表1 第19项,cyanide,氰化物,any,mg/L,at_most,0.005,0.05,0.2,0.2,0.2,yes,2002-06-01,
GB 3838-2002,表1 第20项,volatile_phenol,挥发酚,any,mg/L,at_most,0.002,0.002,0.005,0.01,0.1,yes,2002-06-01,
GB 3838-2002,表1 第21项,petroleum,石油类,any,mg/L,at_most,0.05,0.05,0.05,0.5,1.0,yes,2002-06-01,
GB 3838-2002,表1 第22项,anionic_surfactant,阴离子表面活性剂,any,mg/L,at_most,0.2,0.2,0.2,0.3,0.3,yes,2002-06-01,
GB 3838-2002,表1 第23项,sulfide,硫化物,any,mg/L,at_most,0.05,0.1,0.2,0.5,1.0,yes,2002-06-01,
GB 3838-2002,表1 第24项,faecal_coliforms,粪大肠菌群,any,个/L,at_most,200,2000,10000,20000,40000,no,2002-06-01,
"""
