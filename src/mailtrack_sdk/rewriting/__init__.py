"""Rewrite an HTML body for tracking: the links that may be wrapped, one pixel, and nothing else."""

from mailtrack_sdk.rewriting.report import Edit, HasLinkTable, LinkReport, PixelReport, Report, Rewritten
from mailtrack_sdk.rewriting.rules import GMAIL_CLIP, OPTIONAL_SKIPS, PixelPosition, RewriteRules, Skip
from mailtrack_sdk.rewriting.substitution import TemplateUrls
from mailtrack_sdk.rewriting.template import Template
from mailtrack_sdk.rewriting.utm import Utm

__all__ = [
    "GMAIL_CLIP",
    "OPTIONAL_SKIPS",
    "Edit",
    "HasLinkTable",
    "LinkReport",
    "PixelPosition",
    "PixelReport",
    "Report",
    "RewriteRules",
    "Rewritten",
    "Skip",
    "Template",
    "TemplateUrls",
    "Utm",
]
