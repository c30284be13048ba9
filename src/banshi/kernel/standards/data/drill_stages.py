"""Stages and kinds of emergency drills."""

TEXT = """\
list,standard,clause,number,code,zh,en,status,effective_from,effective_to
improvement_cycle,AQ/T 9007-2019,,1,plan,计划,plan,from memory,2019-10-01,
improvement_cycle,AQ/T 9007-2019,,2,prepare,准备,prepare,from memory,2019-10-01,
improvement_cycle,AQ/T 9007-2019,,3,carry_out,实施,carry out,from memory,2019-10-01,
improvement_cycle,AQ/T 9007-2019,,4,evaluate,评估总结,evaluate and sum up,from memory,2019-10-01,
improvement_cycle,AQ/T 9007-2019,,5,improve,持续改进,keep improving,from memory,2019-10-01,
execution,AQ/T 9007-2011,,1,brief,熟悉任务,know the task,one source,2011-09-01,2019-09-30
execution,AQ/T 9007-2011,,2,rehearse,组织预演,rehearse,one source,2011-09-01,2019-09-30
execution,AQ/T 9007-2011,,3,safety_check,安全检查,check safety,one source,2011-09-01,2019-09-30
execution,AQ/T 9007-2011,,4,run,演练，指挥可中止,run; the commander may stop it,one source,2011-09-01,2019-09-30
execution,AQ/T 9007-2011,,5,record,记录（文字、照片、影像）,"record in writing, photos, film",one source,2011-09-01,2019-09-30
execution,AQ/T 9007-2011,,6,prepare_evaluation,评估准备,prepare the evaluation,one source,2011-09-01,2019-09-30
execution,AQ/T 9007-2011,,7,end,结束,end,one source,2011-09-01,2019-09-30
evaluation,AQ/T 9009-2015,,1,prepare,评估准备：机构、需求、资料、方式、方案和标准、培训、器材,"prepare: team, needs, papers, way, plan and criteria, training, equipment",verified,2015-09-01,
evaluation,AQ/T 9009-2015,,2,carry_out,评估实施：就位、观察记录、评估,"carry out: take positions, observe and record, judge",verified,2015-09-01,
evaluation,AQ/T 9009-2015,,3,sum_up,评估总结：点评、自评、组评估、报告、纠正,"sum up: comment, self-evaluation, group evaluation, report, correction",verified,2015-09-01,
kind,AQ/T 9007-2011,,1,single,单项,one function,verified,2011-09-01,2019-09-30
kind,AQ/T 9007-2011,,2,combined,综合,several functions,verified,2011-09-01,2019-09-30
kind,AQ/T 9009-2015,附录A,3,on_site,实战,on site,one source,2015-09-01,
kind,AQ/T 9009-2015,附录B,4,table_top,桌面,table-top,one source,2015-09-01,
"""  # noqa: E501
