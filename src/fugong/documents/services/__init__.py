"""Writes to documents: series, drafts, issue and withdrawal, circulation."""
