"""The pages of the gallery by name (without Django, so that tests can be listed)."""

INSIDE = (
    "today", "today-empty", "list", "list-empty", "list-nothing", "detail", "review", "parts", "form", "form-wrong",
    "form-stale", "import-upload", "import-working", "import-checked", "import-done", "history", "confirm", "print",
    "charts", "map", "error-404",
)
OUTSIDE = (
    "choose", "login", "login-wrong", "logout", "password", "reauthenticate", "inactive",
    "mfa", "mfa-reauthenticate", "mfa-index", "mfa-setup", "mfa-off", "codes", "codes-new", "error-400",
    "error-403", "error-409", "error-413", "error-422", "error-429", "error-500",
)
NAMES = INSIDE + OUTSIDE
