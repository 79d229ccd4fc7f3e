"""Texts of strangers, made to fit where they are shown."""


def one_line(text: str, longest: int) -> str:
    """`text` without line ends and double spaces, cut off as by `cut`."""
    return cut(" ".join(text.split()), longest)


def cut(text: str, longest: int) -> str:
    """`text` in at most `longest` letters; an ellipsis tells that there was more."""
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
