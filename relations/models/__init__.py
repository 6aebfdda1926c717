"""The nouns of a relationship."""

# isort: off
# In the order in which readers meet the types: that of the navigation, of the desk and of updates.
from relations.models.reference import Image, Organization, Partner, Region, Term, Topic
from relations.models.relationship import (
    KeyFigure,
    Membership,
    Office,
    OfficeKind,
    PublishedKeyFigure,
    PublishedMembership,
    PublishedOffice,
    PublishedReading,
    Reading,
    Relationship,
    RelationshipEdition,
    Section,
    SectionEdition,
    Shows,
)
from relations.models.agreement import (
    Agreement,
    AgreementEdition,
    GovernmentLevel,
    Scope,
)
from relations.models.agreement_parts import (
    Event,
    Link,
    LinkKind,
    Mechanism,
    Party,
    PublishedEvent,
    PublishedLink,
    PublishedMechanism,
    PublishedParty,
    PublishedRule,
    Rule,
)
from relations.models.agreement_texts import (
    Authenticity,
    Citation,
    PublishedCitation,
    PublishedText,
    Text,
)
from relations.models.agreement_status import DerivedDate, StatusInterval
from relations.models.link_check import LinkCheck
from relations.models.statistic import Statistic, StatisticEdition
from relations.models.statistic_parts import (
    Observation,
    ObservationContent,
    ObservationStatus,
    Operand,
    PublishedObservation,
    PublishedOperand,
)
