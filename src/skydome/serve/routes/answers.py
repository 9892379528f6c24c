"""Shipped answers, one by one."""

from __future__ import annotations

from fastapi import APIRouter

from skydome.serve import shipped_answers
from skydome.serve.models import Answer

router = APIRouter()


@router.get("/answers")
async def answers() -> list[Answer]:
    """Return the shipped answers of the start page."""
    return shipped_answers.answers()
