"""Thresholds of statistics (规上、限上). Amounts in yuan of a year's main business income."""

TEXT = """\
list,standard,clause,code,zh,en,yuan,status,effective_from,effective_to
above_size,国家统计局,,industry,规模以上工业,industry,20000000,verified,2011-01-01,
above_size,国家统计局,,construction,有总承包或专业承包资质的建筑业,construction with a contracting qualification,,verified,,
above_size,国家统计局,,wholesale,限额以上批发业,wholesale,20000000,verified,,
above_size,国家统计局,,retail,限额以上零售业,retail,5000000,verified,,
above_size,国家统计局,,hotel_catering,限额以上住宿餐饮业,hotels and catering,2000000,verified,,
above_size,国家统计局,,real_estate,房地产开发经营业（全部）,"property development, all",,verified,,
above_size,国家统计局,,services_a,规模以上服务业（交通运输仓储邮政、信息、水利环境、卫生）,"services A: transport, information, water and environment, health",20000000,one source,,
above_size,国家统计局,,services_b,规模以上服务业（租赁商务、科研技术、教育、物业等）,"services B: leasing and business, research, education, property management",10000000,one source,,
above_size,国家统计局,,services_c,规模以上服务业（居民服务、文体娱乐、社会工作）,"services C: residents, culture and sport, social work",5000000,one source,,
entry,投资统计,,investment_project,投资项目入库（参数，来源不一）,investment project in statistics (a parameter),50000000,not verified,,
"""  # noqa: E501
