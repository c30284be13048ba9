"""Ten thousand junk reports in ten minutes, fifty real ones among them: the fifty arrive, the junk is bounded."""

import random
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection

from banshi.base.zones import clock
from banshi.core.matters.models import Matter
from banshi.doors.portal import actions, proof, queries, rules
from banshi.doors.portal.actions.counting import TooMany, admit, count_code
from banshi.doors.portal.actions.receiving import Sender
from banshi.doors.portal.models import Report, ReportState, Tally, UsedWork
from banshi.doors.portal.people import rules_of
from support.portal import MONDAY, make_link, send, solved

JUNK, REAL, MACHINES = (10_000, 50, 200) if connection.vendor == "sqlite" else (2_000, 10, 40)
"""As many from each machine on both engines, and from a fifth of the machines on PostgreSQL, which takes longer."""


@pytest.mark.django_db
def test_the_real_ones_arrive(world, now):
    link = queries.link_of(make_link(world, now).token)
    portal, luck, found = rules_of(link.zone, MONDAY), random.Random(7), Counter()
    real = set(luck.sample(range(JUNK + REAL), REAL))
    used = solved(link)  # what a machine solves once and sends again and again
    for n in range(JUNK + REAL):
        at = now + timedelta(seconds=600 * n / (JUNK + REAL))
        with clock.fixed(at):
            honest = n in real
            address = f"10.{n // 250}.{n % 250}.1" if honest else f"203.0.{luck.randrange(MACHINES)}.1"
            work = solved(link) if honest else luck.choice(("", "", "nonsense", used))
            judged = proof.judge(work, link.token)
            try:
                admit(zone=link.zone, portal=portal, address=address, proved=not judged.fault, size=0, now=at)
                words = f"真实反映{n}" if honest else f"广告{n}"
                report = send(link, at, by=Sender(address, judged), words=words, phone="")
                found[(honest, report.state)] += 1
            except TooMany:
                found[(honest, "later")] += 1
    assert found[(True, ReportState.TAKEN)] == REAL
    titles = Matter.objects.filter(zone=link.zone).count()
    junk_taken = found[(False, ReportState.TAKEN)]
    assert titles == REAL + junk_taken
    assert junk_taken <= 1
    limits = portal.limits
    assert found[(False, ReportState.HELD)] <= limits.unproved + MACHINES * limits.address_ends
    assert Report.objects.count() <= REAL + 1 + limits.unproved + found[(False, ReportState.HELD)]
    assert Report.objects.count() < JUNK
    assert Tally.objects.count() <= 4 * (MACHINES + REAL)
    assert UsedWork.objects.count() <= REAL + 1
    with clock.fixed(now + timedelta(hours=2)):
        actions.sweep(actor=world.system, now=now + timedelta(hours=2))
    assert Tally.objects.count() == UsedWork.objects.count() == 0
    assert rules.NO_WORK in Report.objects.filter(state=ReportState.HELD).first().reasons


@pytest.mark.django_db
def test_addresses_of_one_ipv6_network_are_one_connection(world, now):
    """Each has 2 to the 64th addresses to send from; the last limits, files and tries of codes count them as one."""
    link = queries.link_of(make_link(world, now).token)
    portal = rules_of(link.zone, MONDAY)
    most = portal.limits.address_ends
    for n in range(most):
        admit(zone=link.zone, portal=portal, address=f"2001:db8::{n:x}", proved=True, size=0, now=now)
    with pytest.raises(TooMany):
        admit(zone=link.zone, portal=portal, address="2001:db8::ffff", proved=True, size=0, now=now)
    admit(zone=link.zone, portal=portal, address="2001:db8:0:1::1", proved=True, size=0, now=now)
    whole = portal.limits.megabytes * 1024 * 1024
    admit(zone=link.zone, portal=portal, address="2001:db8:0:2::1", proved=True, size=whole, now=now)
    with pytest.raises(TooMany):
        admit(zone=link.zone, portal=portal, address="2001:db8:0:2::2", proved=True, size=1, now=now)
    for n in range(portal.limits.code_tries):
        count_code(zone=link.zone, portal=portal, address=f"2001:db8:0:3::{n:x}", now=now)
    with pytest.raises(TooMany):
        count_code(zone=link.zone, portal=portal, address="2001:db8:0:3::ffff", now=now)
