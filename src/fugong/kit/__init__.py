"""Library without models that every floor may use: who acts, what time it is, errors, screens, Excel."""
