"""A desk: list, detail, form, history, import, export, print and API list of a model from ONE declaration."""

from fugong.kit.desk.declaration import Action, Column, Desk, Panel, Tab, desk_of, desks, ports

__all__ = ["Action", "Column", "Desk", "Panel", "Tab", "desk_of", "desks", "ports"]
