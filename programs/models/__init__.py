"""Programs, the calls by which one applies to them, and the words they are classified with."""

from programs.models.answers import Answer, Question
from programs.models.calls import Call, PublishedCall, calls_of
from programs.models.program import (
    Applicants,
    ApplicationMethod,
    ExchangeDirection,
    Modality,
    Program,
    ProgramContent,
    ProgramEdition,
    ProgramState,
)
from programs.models.terms import Audience, AudienceKind, Field, Level
from programs.models.times import CallTimes
