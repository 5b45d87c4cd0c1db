"""What a reporter does on the form, step by step, in any language: by what is pressed, not by its words."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

ASCII = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


def press(page: Page, action: str) -> None:
    """The button of this action in the step that is shown."""
    page.locator(f"[data-step]:not([hidden]) [data-do='{action}']:visible").first.click()


def at(page: Page, step: str) -> None:
    """Waits until a step is shown, alone."""
    expect(page.locator(f"[data-step='{step}']")).to_be_visible()
    expect(page.locator("[data-step]:not([hidden])")).to_have_count(1)


def step(page: Page) -> str:
    return str(page.locator("[data-step]:not([hidden])").get_attribute("data-step"))


def choose(page: Page, value: str) -> None:
    page.locator(f"[data-step]:not([hidden]) input[value='{value}']").check()


def start(page: Page) -> None:
    press(page, "start")
    at(page, "who")


def fill(page: Page, text: str, *, words: str = "Ramadan, last year", yes: tuple[str, ...] = ("publish",)) -> None:
    """From the first question to the code: everything answered, yes to these uses."""
    choose(page, "me")
    press(page, "next")
    page.locator("#what").fill(text)
    press(page, "next")
    choose(page, "month")
    page.locator("#when-words").fill(words)
    press(page, "next")
    choose(page, "town")
    page.locator("#where-words").fill("Lahore")
    press(page, "next")
    if step(page) == "contact":
        choose(page, "yes" if "contact" in yes else "no")
        if "contact" in yes:
            page.locator("#contact-words").fill("a letter to my aunt")
        press(page, "next")
    at(page, "check")
    press(page, "next")
    while (use := step(page)).startswith("use-"):
        expect(page.locator(f"[data-step='{use}'] input[value='no']")).to_be_checked()
        if use.removeprefix("use-") in yes:
            choose(page, "yes")
        press(page, "next")
    at(page, "code")


def code(page: Page) -> str:
    """The return code as it is shown, in seven groups of Western digits."""
    return " ".join(page.locator("#code-table td").all_inner_texts()).translate(ASCII)


def confirm(page: Page) -> str:
    """Types the group that is asked for, as somebody with the paper does; the code."""
    shown = code(page)
    label = page.locator("#asked-label").inner_text().translate(ASCII)
    (group,) = [int(digit) for digit in label if digit.isdigit()]
    page.locator("#asked").fill(shown.split(" ")[group - 1])
    press(page, "have-code")
    at(page, "send")
    return shown


def send(page: Page) -> None:
    press(page, "send")
    at(page, "done")


def sent(page: Page, text: str, **choices: Any) -> str:
    """The whole way; the return code."""
    start(page)
    fill(page, text, **choices)
    shown = confirm(page)
    send(page)
    return shown


def come_back(page: Page, typed: str) -> None:
    press(page, "return")
    page.locator("#typed").fill(typed)
    press(page, "open")
