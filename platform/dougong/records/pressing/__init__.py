"""Buttons of forms: who may press one, when, and what happens then."""
