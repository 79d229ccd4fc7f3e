"""The two pages that are shown when nobody can be asked for a page."""

import html

from medianest_desktop.i18n import Words

_PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title><style>
  :root {{ color-scheme: light dark; }}
  body {{ font: 16px/1.5 system-ui, sans-serif; display: grid; place-content: center;
    min-height: 90vh; margin: 0 2rem; background: light-dark(#f7f7f9, #14161d);
    color: light-dark(#1d1f27, #eceef4); }}
  main {{ max-width: 34rem; }}
  h1 {{ font-size: 1.4rem; }}
  p {{ overflow-wrap: anywhere; }}
</style></head><body><main role="{role}"><h1>{title}</h1>{lines}</main></body></html>"""


def starting_page(words: Words) -> str:
    """Shown while the engine takes long to begin."""
    return _page(words, words.say("shell.starting"), (), role="status")


def broken_page(words: Words, reason: str, log: str) -> str:
    """Shown when the engine has ended by itself."""
    lines = (
        words.say("shell.broken.body", reason=reason),
        words.say("shell.broken.cure", log=log),
    )
    return _page(words, words.say("shell.broken.title"), lines, role="alert")


def _page(words: Words, title: str, lines: tuple[str, ...], *, role: str) -> str:
    said = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
    return _PAGE.format(language=words.language, title=html.escape(title), lines=said, role=role)
