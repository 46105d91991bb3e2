"""Letters: e-mails that came in, each taken once, and what it became: a new claim, or words on one."""
