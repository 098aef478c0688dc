"""Procedural pictures with exact masks: every scene is a function of its seed."""
