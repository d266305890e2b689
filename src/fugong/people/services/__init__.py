"""Writes about people: trainings, workers."""
