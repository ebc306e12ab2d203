use std::collections::BTreeMap;

use serde::Serialize;

use crate::{Better, Candidate, Criterion, RankError, Request};

/// A candidate with its score and what each criterion gave to it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ranked {
    pub id: String,
    /// From 0 (the worst in everything) to 100 (the best in everything).
    pub score: f64,
    /// The parts of the score by criterion; they add up to it.
    pub parts: BTreeMap<String, f64>,
}

/// Ranks the candidates, the best first; equal scores are ordered by id.
///
/// # Errors
///
/// A [`RankError`] when names are there twice, a weight is not above 0, or a value belongs to no criterion.
pub fn rank(request: &Request) -> Result<Vec<Ranked>, RankError> {
    request.check()?;
    // Dividing by the largest first keeps the sum of huge weights finite.
    let largest = request.criteria.iter().map(|criterion| criterion.weight).fold(0.0, f64::max);
    let total: f64 = request.criteria.iter().map(|criterion| criterion.weight / largest).sum();
    let scales: Vec<Scale> =
        request.criteria.iter().map(|criterion| Scale::over(criterion, &request.candidates)).collect();

    let mut ranked: Vec<Ranked> = request
        .candidates
        .iter()
        .map(|candidate| {
            let parts: BTreeMap<String, f64> = request
                .criteria
                .iter()
                .zip(&scales)
                .map(|(criterion, scale)| {
                    let share = scale.share(candidate.values.get(&criterion.name).copied());
                    (criterion.name.clone(), 100.0 * share * (criterion.weight / largest) / total)
                })
                .collect();
            Ranked { id: candidate.id.clone(), score: parts.values().sum(), parts }
        })
        .collect();
    ranked.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.id.cmp(&b.id)));
    Ok(ranked)
}

/// The range of a criterion's values.
struct Scale {
    lowest: f64,
    highest: f64,
    better: Better,
}

impl Scale {
    fn over(criterion: &Criterion, candidates: &[Candidate]) -> Self {
        let values = candidates.iter().filter_map(|candidate| candidate.values.get(&criterion.name).copied());
        let (lowest, highest) =
            values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        Self { lowest, highest, better: criterion.better }
    }

    /// From 0 (the worst, or no value) to 1 (the best; also when all are equal).
    fn share(&self, value: Option<f64>) -> f64 {
        let Some(value) = value else { return 0.0 };
        if self.lowest >= self.highest {
            return 1.0;
        }
        // Halves, since the distance of two finite numbers may be infinite.
        let above = (value / 2.0 - self.lowest / 2.0) / (self.highest / 2.0 - self.lowest / 2.0);
        match self.better {
            Better::Higher => above,
            Better::Lower => 1.0 - above,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn criterion(name: &str, weight: f64, better: Better) -> Criterion {
        Criterion { name: name.to_owned(), weight, better }
    }

    fn candidate(id: &str, values: &[(&str, f64)]) -> Candidate {
        Candidate {
            id: id.to_owned(),
            values: values.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect(),
        }
    }

    fn scores(criteria: Vec<Criterion>, candidates: Vec<Candidate>) -> Vec<(String, f64)> {
        let ranked = rank(&Request { criteria, candidates }).expect("a valid request");
        ranked.into_iter().map(|entry| (entry.id, entry.score)).collect()
    }

    fn expect(found: &[(String, f64)], wanted: &[(&str, f64)]) {
        let rounded: Vec<(&str, f64)> =
            found.iter().map(|(id, score)| (id.as_str(), (score * 1e6).round() / 1e6)).collect();
        assert_eq!(rounded, wanted);
    }

    #[test]
    fn the_best_gets_100_and_the_worst_0() {
        let found = scores(
            vec![criterion("speed", 1.0, Better::Higher)],
            vec![
                candidate("slow", &[("speed", 10.0)]),
                candidate("fast", &[("speed", 30.0)]),
                candidate("mid", &[("speed", 15.0)]),
            ],
        );
        expect(&found, &[("fast", 100.0), ("mid", 25.0), ("slow", 0.0)]);
    }

    #[test]
    fn lower_is_better_where_it_says_so() {
        let found = scores(
            vec![criterion("price", 1.0, Better::Lower)],
            vec![candidate("dear", &[("price", 9.0)]), candidate("cheap", &[("price", 1.0)])],
        );
        expect(&found, &[("cheap", 100.0), ("dear", 0.0)]);
    }

    #[test]
    fn weights_count_by_their_ratio() {
        let candidates = || vec![candidate("a", &[("x", 1.0), ("y", 0.0)]), candidate("b", &[("x", 0.0), ("y", 1.0)])];
        let small =
            scores(vec![criterion("x", 3.0, Better::Higher), criterion("y", 1.0, Better::Higher)], candidates());
        let large =
            scores(vec![criterion("x", 3e300, Better::Higher), criterion("y", 1e300, Better::Higher)], candidates());
        expect(&small, &[("a", 75.0), ("b", 25.0)]);
        expect(&large, &[("a", 75.0), ("b", 25.0)]);
    }

    #[test]
    fn a_missing_value_gives_nothing() {
        let found = scores(
            vec![criterion("x", 1.0, Better::Lower), criterion("y", 1.0, Better::Higher)],
            vec![candidate("whole", &[("x", 5.0), ("y", 5.0)]), candidate("half", &[("y", 5.0)])],
        );
        expect(&found, &[("whole", 100.0), ("half", 50.0)]);
    }

    #[test]
    fn equal_scores_are_ordered_by_id() {
        let found = scores(
            vec![criterion("x", 1.0, Better::Higher)],
            vec![candidate("b", &[("x", 1.0)]), candidate("a", &[("x", 1.0)])],
        );
        expect(&found, &[("a", 100.0), ("b", 100.0)]);
    }

    #[test]
    fn values_at_the_ends_of_the_range_stay_finite() {
        let found = scores(
            vec![criterion("x", 1.0, Better::Higher)],
            vec![
                candidate("low", &[("x", f64::MIN)]),
                candidate("high", &[("x", f64::MAX)]),
                candidate("zero", &[("x", 0.0)]),
            ],
        );
        expect(&found, &[("high", 100.0), ("zero", 50.0), ("low", 0.0)]);
    }

    #[test]
    fn no_candidates_give_an_empty_ranking() {
        assert!(scores(vec![criterion("x", 1.0, Better::Higher)], vec![]).is_empty());
    }

    #[test]
    fn what_cannot_be_ranked_is_named() {
        let x = || criterion("x", 1.0, Better::Higher);
        let cases = [
            (vec![], vec![], RankError::NoCriteria),
            (vec![x(), x()], vec![], RankError::DuplicateCriterion("x".to_owned())),
            (vec![criterion("x", 0.0, Better::Lower)], vec![], RankError::Weight("x".to_owned())),
            (vec![criterion("x", f64::NAN, Better::Lower)], vec![], RankError::Weight("x".to_owned())),
            (vec![x()], vec![candidate("a", &[]), candidate("a", &[])], RankError::DuplicateCandidate("a".to_owned())),
            (
                vec![x()],
                vec![candidate("a", &[("z", 1.0)])],
                RankError::UnknownCriterion { candidate: "a".to_owned(), name: "z".to_owned() },
            ),
        ];
        for (criteria, candidates, error) in cases {
            assert_eq!(rank(&Request { criteria, candidates }), Err(error));
        }
    }

    #[test]
    fn a_request_reads_from_json_and_refuses_unknown_fields() {
        let text =
            r#"{"criteria":[{"name":"x","weight":1,"better":"lower"}],"candidates":[{"id":"a","values":{"x":1}}]}"#;
        let request: Request = serde_json::from_str(text).expect("valid JSON");
        assert_eq!(request.criteria[0].better, Better::Lower);
        assert!(serde_json::from_str::<Request>(r#"{"criteria":[],"candidates":[],"limit":1}"#).is_err());
    }
}
