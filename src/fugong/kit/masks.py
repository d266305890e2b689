"""How personal values are shown when nobody asked to see them whole."""


def hidden(value: str) -> str:
    """As many stars as characters."""
    return "*" * len(value)


def phone(value: str) -> str:
    """138****1234; anything too short is hidden whole."""
    return f"{value[:3]}****{value[-4:]}" if len(value) >= 8 else hidden(value)


def person(name: str) -> str:
    """张*三 for three characters and more, 张* for two."""
    if len(name) <= 1:
        return name
    return name[0] + "*" * (len(name) - 2) + name[-1] if len(name) > 2 else name[0] + "*"


def number(value: str) -> str:
    """4306**********1234 of an identity number; anything too short is hidden whole."""
    return f"{value[:4]}{'*' * (len(value) - 8)}{value[-4:]}" if len(value) > 10 else hidden(value)


def place(value: str) -> str:
    """The first six characters of an address, which name province and city; the rest is hidden."""
    return f"{value[:6]}***" if len(value) > 6 else hidden(value)
