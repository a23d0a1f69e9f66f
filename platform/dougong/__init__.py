"""Dougong: an open-source, self-hosted no-code application platform."""

__version__ = "0.1.0"
