use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Deserialize;

/// Which values of a criterion are better.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Better {
    Higher,
    Lower,
}

/// Something that candidates are compared by.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Criterion {
    pub name: String,
    /// More than 0; only the ratio of the weights to each other counts.
    pub weight: f64,
    pub better: Better,
}

/// Something that is ranked, with its values by the names of the criteria.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Candidate {
    pub id: String,
    pub values: BTreeMap<String, f64>,
}

/// What is asked: these candidates, compared by these criteria.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Request {
    pub criteria: Vec<Criterion>,
    pub candidates: Vec<Candidate>,
}

/// Why a request has no ranking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RankError {
    NoCriteria,
    DuplicateCriterion(String),
    DuplicateCandidate(String),
    /// The weight is not a number above 0.
    Weight(String),
    /// The candidate has a value for a criterion that does not exist.
    UnknownCriterion {
        candidate: String,
        name: String,
    },
}

impl fmt::Display for RankError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoCriteria => write!(formatter, "there are no criteria"),
            Self::DuplicateCriterion(name) => write!(formatter, "the criterion {name:?} is there twice"),
            Self::DuplicateCandidate(id) => write!(formatter, "the candidate {id:?} is there twice"),
            Self::Weight(name) => write!(formatter, "the weight of {name:?} must be a number above 0"),
            Self::UnknownCriterion { candidate, name } => {
                write!(formatter, "{candidate:?} has a value for {name:?}, which is no criterion")
            }
        }
    }
}

impl std::error::Error for RankError {}

impl Request {
    /// Finds the first thing that keeps the request from being ranked.
    pub(crate) fn check(&self) -> Result<(), RankError> {
        if self.criteria.is_empty() {
            return Err(RankError::NoCriteria);
        }
        let mut names = BTreeSet::new();
        for criterion in &self.criteria {
            if !names.insert(criterion.name.as_str()) {
                return Err(RankError::DuplicateCriterion(criterion.name.clone()));
            }
            if !(criterion.weight.is_finite() && criterion.weight > 0.0) {
                return Err(RankError::Weight(criterion.name.clone()));
            }
        }
        let mut ids = BTreeSet::new();
        for candidate in &self.candidates {
            if !ids.insert(candidate.id.as_str()) {
                return Err(RankError::DuplicateCandidate(candidate.id.clone()));
            }
            if let Some(name) = candidate.values.keys().find(|name| !names.contains(name.as_str())) {
                return Err(RankError::UnknownCriterion { candidate: candidate.id.clone(), name: name.clone() });
            }
        }
        Ok(())
    }
}
