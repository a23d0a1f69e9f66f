"""Webhooks: other systems are told of every change of a form's records, by whichever door it came."""
