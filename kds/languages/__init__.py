"""The languages of pages and messages: English stands in the code, each other has a file.

`fi.toml` is Finnish: `name`, what speakers call it, and under `[texts]` the translation of each
English text as it stands in the code. To add a language, add its file; nothing else.
`workshop.toml` has the words of another trade, by language.
"""

from kds.languages.files import ENGLISH, names, words
from kds.languages.words import Words

__all__ = ["ENGLISH", "Words", "names", "words"]
