"""Reads of people: trainings, workers."""
