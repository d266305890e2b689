"""Reports composed from templates and figures: pure functions, no Django."""

from fugong.reporting.composing.compose import Composition, Word, compose
from fugong.reporting.composing.parsing import TemplateInvalid, read
from fugong.reporting.composing.sentence import Problem, words_of
from fugong.reporting.composing.template import Template

__all__ = ["Composition", "Problem", "Template", "TemplateInvalid", "Word", "compose", "read", "words_of"]
