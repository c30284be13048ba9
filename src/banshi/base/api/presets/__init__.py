"""Rules of the API: who may make tokens, how long they live, how often they may ask."""
