"""Operational rain thresholds to start from. Examples: edit them by contract and method statement.

No standard that states these amounts was found. GB 50666-2011 chapter 10 asks for rainy-season measures on
concrete; 10 mm is where moderate rain begins (GB/T 28592-2012). Wet ground loses the following day as well.
Cranes and steel stop from wind of grade 6 (not verified), which a rain series does not tell: enter closures.
"""

TEXT = """\
code,zh,en,stop_mm,after_mm,after_days,span,status,effective_from,source
earthworks,土方、回填、路基,"Earthworks, backfill, subgrade",5,10,1,may_span,example,2026-11-22,practice
paving,沥青摊铺,Asphalt paving,1,,1,may_span,example,2026-11-22,practice
waterproofing,防水、外墙涂饰,"Waterproofing, exterior paint",1,,1,may_span,example,2026-11-22,practice
concrete,露天混凝土浇筑,Open-air concrete pour,10,,1,must_not_span,example,2026-11-22,GB/T 28592-2012
lifting,塔吊、钢结构吊装,"Tower crane, steel erection",,,1,may_span,example,2026-11-22,wind: enter closures
interior,室内作业,Interior work,,,1,may_span,example,2026-11-22,rain does not stop it
"""
