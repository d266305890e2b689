"""Reports composed from templates and figures: pure functions, no Django."""

from fugong.reporting.composing.compose import Composition, compose
from fugong.reporting.composing.parsing import TemplateInvalid, read
from fugong.reporting.composing.sentence import Problem
from fugong.reporting.composing.template import Template

__all__ = ["Composition", "Problem", "Template", "TemplateInvalid", "compose", "read"]
