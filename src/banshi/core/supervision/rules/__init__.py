"""Pure decisions: the ladder, the drawing of a sample, thresholds of anomalies."""
