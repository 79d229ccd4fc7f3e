"""Words that the invented world is named with, and what is odd about some of its titles."""

from collections.abc import Mapping
from random import Random

EN = (
    ("Silent", "Broken", "Golden", "Last", "Hidden", "Burning", "Distant", "Crimson"),
    ("River", "Garden", "Signal", "Winter", "Harbour", "Empire", "Mirror", "Orchard"),
    ("Ash", "Glass", "Summer", "Wolves", "Thunder", "Salt", "Ravens", "Iron"),
)
DE = (
    ("Stiller", "Kaputter", "Goldener", "Letzter", "Geheimer", "Heißer", "Ferner", "Blutroter"),
    ("Fluss", "Garten", "Ruf", "Winter", "Hafen", "Thron", "Spiegel", "Hain"),
    ("Asche", "Glas", "Sommer", "Wölfe", "Donner", "Salz", "Raben", "Eisen"),
)
CJK = {
    "ja": ("千と", "静かな", "最後の", "秘密の", "川", "庭", "冬", "鏡"),
    "ko": ("기생", "조용한", "마지막", "숨은", "강", "정원", "겨울", "거울"),
    "zh": ("卧虎", "寂静的", "最后的", "隐藏的", "河流", "花园", "冬天", "镜子"),
}
FIRST = ("Ada", "Björn", "Chloé", "Dmitri", "Elena", "Farah", "Goran", "Hana", "Ítalo", "June")
LAST = ("Okafor", "Lindqvist", "Müller", "Nguyễn", "Park", "Quiroga", "Rossi", "Şahin", "Tanaka")

MOVIE_GENRES = {
    28: ("Action", "Action"),
    12: ("Adventure", "Abenteuer"),
    16: ("Animation", "Animation"),
    35: ("Comedy", "Komödie"),
    80: ("Crime", "Krimi"),
    99: ("Documentary", "Dokumentarfilm"),
    18: ("Drama", "Drama"),
    10751: ("Family", "Familie"),
    14: ("Fantasy", "Fantasy"),
    27: ("Horror", "Horror"),
    878: ("Science Fiction", "Science Fiction"),
    53: ("Thriller", "Thriller"),
}
TV_GENRES = {
    10759: ("Action & Adventure", "Action & Adventure"),
    16: ("Animation", "Animation"),
    35: ("Comedy", "Komödie"),
    80: ("Crime", "Krimi"),
    18: ("Drama", "Drama"),
    10762: ("Kids", "Kids"),
    9648: ("Mystery", "Mystery"),
    10765: ("Sci-Fi & Fantasy", "Sci-Fi & Fantasy"),
}
MOVIE_RATINGS = {"US": ("G", "PG", "PG-13", "R", "NC-17"), "DE": ("0", "6", "12", "16", "18")}
TV_RATINGS = {
    "US": ("TV-Y", "TV-PG", "TV-14", "TV-MA", "TV-MA"),
    "DE": ("0", "6", "12", "16", "18"),
}


def seeded(*parts: object) -> Random:
    """Chance that is always the same for the same parts."""
    return Random(":".join(map(str, parts)))  # noqa: S311 - worlds are made of it, not keys


def names(random: Random) -> dict[str, str]:
    """One title in English and German, the same words in both."""
    first, noun, other = (random.randrange(8) for _ in range(3))
    if random.random() < 0.3:
        return {"en": f"{EN[0][first]} {EN[1][noun]}", "de": f"{DE[0][first]} {DE[1][noun]}"}
    return {
        "en": f"{EN[0][first]} {EN[1][noun]} of {EN[2][other]}",
        "de": f"{DE[0][first]} {DE[1][noun]}: {DE[2][other]}",
    }


def cjk(random: Random, language: str) -> str:
    words = CJK[language]
    return random.choice(words[:4]) + random.choice(words[4:])


def endless(name: str) -> str:
    """The same name grown to exactly 400 characters."""
    grown = f"{name}: or, the True and Complete History of how it all came about, "
    return (grown * 400)[:400]


def ratings(random: Random, table: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    level = random.randrange(5)
    return {country: known[level] for country, known in table.items()}
