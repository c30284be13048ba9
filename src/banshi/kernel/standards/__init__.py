"""Published standards as dated tables and functions, exact to the last digit.

``air`` HJ 633, GB 3095, HJ 663 · ``water`` GB 3838 and 环办〔2011〕22号 · ``growth`` statistics ·
``credit_code`` GB 32100 · ``land``, ``sites``, ``eia`` place rules · ``lists``, ``lights``, ``layout`` lists as
dated data · ``versions`` what is in force when · ``basis`` how surely each rule is known · ``exact`` numbers.

Nothing here needs Django, opens a file or asks the time. ``docs/standards.md`` says clause by clause what is
implemented and what is not.
"""
