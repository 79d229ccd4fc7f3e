"""The client as a .desktop file, from which Linux desktops start programs."""

_SAME = """[Desktop Entry]
Type=Application
Name=MediaNest
Comment=The household's films and series
Terminal=false
"""


def desktop_file(**lines: str) -> str:
    """The file's text; `lines` are keys beside those that it always has, as `value` writes them."""
    return _SAME + "".join(f"{key.replace('_', '-')}={said}\n" for key, said in lines.items())


def exec_line(words: list[str]) -> str:
    """The words as the key Exec wants them: quoted, with its special signs escaped."""
    return " ".join(_quoted(word) for word in words)


def value(text: str) -> str:
    """The text as the value of a key: it stays one line, whatever is in it."""
    escaped = text.replace("\\", "\\\\").replace("\n", "\\n")
    return escaped.replace("\r", "\\r").replace("\t", "\\t")


def _quoted(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("`", "\\`").replace("$", "\\$")
    # The value is a string, in which the backslash is special once more, and a line end ends it.
    return '"' + value(escaped).replace("%", "%%") + '"'
