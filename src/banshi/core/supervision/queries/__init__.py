"""Reading: the ladder of today, documents, samples, anomalies."""
