"""Drafts of scenarios from other people's files: what can be carried over, and what cannot."""

from skydome.draft.draft import Draft, draft_of
from skydome.draft.text import draft_text

__all__ = ["Draft", "draft_of", "draft_text"]
