"""Rules about what may stand near what. ``metres`` is the distance the source asks for, empty where it
names none. The answer of a rule is never a decision: "conflict, needs a person".
"""

TEXT = """\
code,standard,clause,source_kind,target_kind,metres,zh,en,status,effective_from,effective_to
food_harmful_gas,餐饮服务食品安全操作规范,2018,harmful_gas,food_premises,,食品场所应在有害气体等扩散性污染源的影响范围之外,food premises lie outside the influence of harmful gas and other diffusing sources,one source,2018-10-01,
food_dust,餐饮服务食品安全操作规范,2018,dust,food_premises,,食品场所应在粉尘等扩散性污染源的影响范围之外,food premises lie outside the influence of dust,one source,2018-10-01,
food_radioactive,餐饮服务食品安全操作规范,2018,radioactive,food_premises,,食品场所应在放射性物质的影响范围之外,food premises lie outside the influence of radioactive matter,one source,2018-10-01,
food_latrine,餐饮服务食品安全操作规范,2018,latrine,food_premises,25,食品场所距粪坑、旱厕 25 米以上,food premises 25 m from latrines,one source,2018-10-01,
food_sewage,餐饮服务食品安全操作规范,2018,sewage_pit,food_premises,25,食品场所距污水池 25 米以上,food premises 25 m from sewage pits,one source,2018-10-01,
food_refuse,餐饮服务食品安全操作规范,2018,open_refuse,food_premises,25,食品场所距暴露垃圾场 25 米以上,food premises 25 m from open refuse,one source,2018-10-01,
caterer_boundary,HJ 554-2010,4.2.3,caterer,sensitive,9,新建产生油烟的饮食业单位边界与环境敏感目标边界不宜小于 9 米,boundary of a new oil-fume caterer 9 m from a sensitive target,verified,2011-01-01,
fume_outlet,HJ 554-2010,6.2.2,fume_outlet,sensitive,20,油烟净化后排放口与环境敏感目标不应小于 20 米,fume outlet after purification 20 m from a sensitive target,verified,2011-01-01,
fume_outlet_deodorised,HJ 554-2010,6.2.2,fume_outlet_deodorised,sensitive,10,油烟净化并除异味后排放口与环境敏感目标不应小于 10 米,fume outlet after purification and deodorising 10 m from a sensitive target,verified,2011-01-01,
"""  # noqa: E501
