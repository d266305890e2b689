"""The real server, seen by a real browser."""

from fugong.accounts.services import users
from fugong.kit import actor


def test_somebody_signs_in_at_the_real_server(live, page, phone, visitor):
    users.create(actor=actor.system(), username="chen", name="陈安", password="correct-horse-9")
    page.goto("/accounts/login/")
    page.fill("[name=login]", "chen")
    page.fill("[name=password]", "correct-horse-9")
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "login" not in url)
    assert visitor.shot(page, "signed-in").stat().st_size > 1000
    phone.goto("/accounts/login/")
    width = phone.evaluate("document.documentElement.scrollWidth")
    visitor.shot(phone, "login-phone")
    assert width <= 360
