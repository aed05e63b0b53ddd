/** The commands that the back office gives in the cooks' place, by what they are about. */
export const ANSWERS = ["Approve", "Reject"];
export const OF_WHOLE_ORDERS = ["FireCourse", "SetPriority"];
export const OF_PARTS = ["StartPart", "MarkPartReady", "RecallPart", "MarkPartSeen", "HoldPart", "FirePart", "MovePart"];
