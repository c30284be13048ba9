"""Entry thresholds of a sample zone for land use; local rules, each zone edits its own. They also hold for
rented factories.
"""

TEXT = """\
preset,standard,clause,code,zh,en,least,unit,status,effective_from,effective_to
sample_zone,园区入园规则样例,,investment_per_mu,亩均投资强度,investment per mu,300,万元/亩,one source,,
sample_zone,园区入园规则样例,,tax_per_mu,亩均年税收,tax per mu and year,30,万元/亩,one source,,
sample_zone,园区入园规则样例,,floor_area_ratio,容积率,floor area ratio,1.0,,one source,,
sample_zone,园区入园规则样例,,building_coefficient,建筑系数,building coefficient,40,%,one source,,
"""
