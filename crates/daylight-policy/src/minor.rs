//! What to do where somebody advertised may be a child.

/// What to do, in the order in which it is to be done.
pub const SUSPECTED_MINOR: [&str; 6] = [
    "If somebody is in danger now, call the emergency number of the place first.",
    "Do not contact anybody in the ads, do not reply to them, and do not search further.",
    "Find out who must be told where you are: in many places reporting is a duty, and within a day.",
    "Tell the person who answers for reports in your organisation, and write down when.",
    "Report with ids of ads and networks; reveal an identifier only if the authority needs it.",
    "Keep what you saw as it is. Do not copy or send pictures: that may itself be a crime.",
];
