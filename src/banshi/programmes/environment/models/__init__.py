"""Patrols and findings, notices, measures, air and water, appraisals from outside."""
