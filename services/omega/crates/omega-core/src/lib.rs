//! Scores and ranks candidates by weighted criteria.
//!
//! Each criterion is scaled to 0..=1 over the candidates that have a value for it (the best one gets 1), then weighted.
//! A candidate without a value gets nothing for that criterion.

mod rank;
mod request;

pub use rank::{Ranked, rank};
pub use request::{Better, Candidate, Criterion, RankError, Request};
