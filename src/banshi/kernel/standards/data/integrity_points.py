"""Integrity risk points met in published tables, as a first list to edit. Levels are written as their
source writes them. The investment-promotion row was drafted: no published park table was found.
"""

TEXT = """\
list,standard,clause,number,area,zh,shows,level,controls,status,effective_from,effective_to
risk_point,亳州市重点工程中心风险点表,,1,重大决策,重大事项、大额资金未集体讨论,未按“三重一大”程序,高,"集体决策制度, 议题提前告知",one source,,
risk_point,亳州市重点工程中心风险点表,,2,工程招标,量身定制条件、化整为零、串通投标,萝卜招标、排斥潜在投标人,中；★★–★★★（他处）,合法性审核、备案、抽取代理、集体决策,one source,,
risk_point,亳州市重点工程中心风险点表,,3,工程设计,过度设计、不合理,浪费资源,中,设计会审,one source,,
risk_point,亳州市重点工程中心风险点表,,4,工程款审核支付,多支、错支,未按合同和进度,中,进度核验、审计,one source,,
risk_point,亳州市重点工程中心风险点表,,5,公车,公车私用、违规加油,,低,台账、月度公示,one source,,
risk_point,企业廉洁风险防控手册,,6,投融资与担保,计划外融资、担保未集体研究,擅自决定,一级（最高）,"董事会/党委会, 审计监察",one source,,
risk_point,水利行业指南,,7,资金拨付(水利),重大审批、大额拨付,,高（★★★）,双重审核+集体决策,one source,,
risk_point,（自拟，无公开来源）,,8,招商引资,优惠政策突破权限、合同条款倾斜、兑现审核失实,,高（建议）,政策清单、联合预审、合同法审、兑现第三方核验,not verified,,
risk_point,政府投资工程廉洁预警办法,,9,预警分级(政府投资工程),"一级=苗头, 发防控通知书; 二级=已出现, 发处置通知书、约谈、限期整改",,一级/二级,按依法依纪移送,one source,,
"""  # noqa: E501
