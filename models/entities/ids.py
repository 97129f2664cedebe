"""One type an aggregate, so that a swapped id is a type error."""

from typing import NewType

PersonId = NewType("PersonId", int)
OrganisationId = NewType("OrganisationId", int)
PitchId = NewType("PitchId", int)
DeckId = NewType("DeckId", int)
IntroductionId = NewType("IntroductionId", int)
EventId = NewType("EventId", int)
RoomId = NewType("RoomId", int)
SlotId = NewType("SlotId", int)
ParticipantId = NewType("ParticipantId", int)
PlanId = NewType("PlanId", int)
MeetingId = NewType("MeetingId", int)
RecordId = NewType("RecordId", int)
DealId = NewType("DealId", int)
PoolId = NewType("PoolId", int)
ProductId = NewType("ProductId", int)
MailId = NewType("MailId", int)
SearchId = NewType("SearchId", int)
