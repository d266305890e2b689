"""How personal values are shown when nobody asked to see them whole."""


def phone(value: str) -> str:
    """138****1234; anything too short is hidden whole."""
    return f"{value[:3]}****{value[-4:]}" if len(value) >= 8 else "*" * len(value)


def person(name: str) -> str:
    """张*三 for three characters and more, 张* for two."""
    if len(name) <= 1:
        return name
    return name[0] + "*" * (len(name) - 2) + name[-1] if len(name) > 2 else name[0] + "*"
