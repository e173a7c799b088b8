//! From an upload to the function: events, the queue they wait in, and who
//! delivers them.

mod event;
mod failure;
mod queue;
mod trigger;

pub(crate) use event::Events;
pub(crate) use trigger::Deliveries;
