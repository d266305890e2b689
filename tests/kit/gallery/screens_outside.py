"""The pages outside any authority: sign-in, choosing, errors."""

from typing import Any

from tests.kit.gallery.samples import CodeForm, LoginForm

LOGIN_WRONG = LoginForm({"login": "zhoumy", "password": ""})
LOGIN_WRONG.full_clean()
CODES = [f"{at:04x}-{at * 7 % 65536:04x}" for at in range(40961, 40971)]

OUTSIDE: dict[str, tuple[str, dict[str, Any]]] = {
    "choose": (
        "kit/choose_authority.html",
        {
            "shell": {},
            "authorities": [
                {"name": "城陵矶新港区", "kind": "园区", "roles": "管委会工作人员", "url": "/", "waiting": 9},
                {"name": "嘉禾县", "kind": "县", "roles": "督导", "url": "/"},
            ],
        },
    ),
    "login": ("account/login.html", {"shell": {}, "form": LoginForm()}),
    "login-wrong": ("account/login.html", {"shell": {}, "form": LOGIN_WRONG}),
    "logout": ("account/logout.html", {"shell": {}}),
    "password": ("account/password_change.html", {"shell": {}, "form": LoginForm()}),
    "reauthenticate": ("account/reauthenticate.html", {"shell": {}, "form": LoginForm()}),
    "inactive": ("account/account_inactive.html", {"shell": {}}),
    "mfa": ("mfa/authenticate.html", {"shell": {}, "form": CodeForm()}),
    "mfa-reauthenticate": ("mfa/reauthenticate.html", {"shell": {}, "form": CodeForm()}),
    "mfa-index": (
        "mfa/index.html",
        {"shell": {}, "authenticators": {"totp": True, "recovery_codes": True}, "is_mfa_enabled": True},
    ),
    "mfa-setup": ("mfa/totp/activate_form.html", {"shell": {}, "form": CodeForm(), "totp_svg_data_uri": "/static/kit/mark.svg"}),
    "mfa-off": ("mfa/totp/deactivate_form.html", {"shell": {}, "form": CodeForm()}),
    "codes": (
        "mfa/recovery_codes/index.html",
        {
            "shell": {},
            "unused_codes": CODES,
            "total_count": 10,
            "can_view_codes": True,
            "can_download_codes": True,
            "can_generate_codes": True,
        },
    ),
    "codes-new": ("mfa/recovery_codes/generate.html", {"shell": {}, "unused_code_count": 3, "form": ""}),
    **{
        f"error-{code}": (f"kit/errors/{code}.html", {"request_id": "9f2c41d0aa71e35b"})
        for code in (400, 403, 404, 409, 413, 422, 429)
    },
    "error-500": ("kit/errors/500.html", {"shell": {}, "request_id": "9f2c41d0aa71e35b"}),
}
