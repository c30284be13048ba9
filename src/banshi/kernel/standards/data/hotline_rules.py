"""12345 hotline: service levels and the names of rates. There is no single national formula of the rates:
numerator and denominator belong to the product that prints them.
"""

TEXT = """\
list,standard,clause,code,zh,en,value,unit,status,effective_from,effective_to
level,GB/T 33358-2016,,answer_within,接听时限,answer within,15,s,verified,2017-07-01,
level,GB/T 33358-2016,,connection_rate,接通率不低于,connected at least,95,%,verified,2017-07-01,
level,GB/T 33358-2016,,other_channels,短信等渠道回应,other channels within,3,min,verified,2017-07-01,
limit,北京草案 2021,,urgent,紧急事项,urgent,2,h,one source,2021-01-01,
limit,北京草案 2021,,utilities,供水供电供气供暖,utilities,24,h,one source,2021-01-01,
limit,北京草案 2021,,ordinary,一般诉求,ordinary,7,d,one source,2021-01-01,
limit,北京草案 2021,,complex,疑难诉求,complex,15,d,one source,2021-01-01,
rate,湖南排名 2021,,connected,接通率,connected,,,one source,2021-01-01,
rate,湖南排名 2021,,on_time,按时办结率,closed in time,,,one source,2021-01-01,
rate,湖南排名 2021,,called_back,办结工单回访率,called back,,,one source,2021-01-01,
rate,湖南排名 2021,,satisfied,群众回访满意率,satisfied when called back,,,one source,2021-01-01,
rate,北京 三率,,responded,响应率,responded,,,verified,2019-01-01,
rate,北京 三率,,solved,解决率,solved,,,verified,2019-01-01,
rate,北京 三率,,satisfied_of_all,满意率,satisfied,,,verified,2019-01-01,
"""
