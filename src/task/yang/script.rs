//! What happens in a trial, and when.

use super::rule::{Attended, Family, YangRule};
use crate::task::draw::Draws;
use std::f64::consts::{PI, TAU};

/// A bump of activity in one ring of the input.
#[derive(Debug, Clone, PartialEq)]
pub struct Stimulus {
    /// 0 or 1.
    pub ring: usize,
    /// In radians.
    pub direction: f64,
    /// Its height beside the usual one.
    pub strength: f64,
    /// When it comes, in ms.
    pub on: f64,
    /// When it goes, in ms.
    pub off: f64,
}

/// A trial. Times in ms.
#[derive(Debug, Clone, PartialEq)]
pub struct Script {
    /// What is shown.
    pub stimuli: Vec<Stimulus>,
    /// When the fixation input goes off.
    pub fixation: f64,
    /// When a response is due, or not.
    pub go: f64,
    /// Its direction; `None`: hold.
    pub response: Option<f64>,
    /// The end of the trial.
    pub end: f64,
}

const DELAYS: [f64; 4] = [200.0, 400.0, 800.0, 1600.0];
const STIMULI: [f64; 3] = [200.0, 400.0, 600.0];
const RESPONSE: f64 = 500.0;

impl Script {
    /// Draws a trial of `rule`; `easy`: with the larger differences of strength.
    pub fn draw(rule: YangRule, easy: bool, draws: &mut Draws) -> Script {
        match rule.family() {
            Family::FixedDelay | Family::Reaction | Family::Memory => go(rule, draws),
            Family::Decision | Family::DelayedDecision => decide(rule, easy, draws),
            Family::Match => compare(rule, draws),
        }
    }
}

fn go(rule: YangRule, draws: &mut Draws) -> Script {
    let (direction, ring) = (draws.between(0.0, TAU), draws.below(2));
    let [on, off, go] = match rule.family() {
        Family::FixedDelay => {
            let on = draws.between(300.0, 700.0);
            let go = on + draws.between(500.0, 1500.0);
            [on, go + RESPONSE, go]
        }
        Family::Reaction => {
            let on = draws.between(500.0, 2500.0);
            [on, on + RESPONSE, on]
        }
        _ => {
            let on = draws.one_of(&[300.0, 500.0, 700.0]);
            let off = on + draws.one_of(&STIMULI);
            [on, off, off + draws.one_of(&DELAYS)]
        }
    };
    let end = go + RESPONSE;
    Script {
        stimuli: vec![Stimulus { ring, direction, strength: 1.0, on, off }],
        fixation: if rule.family() == Family::Reaction { end } else { go },
        go,
        response: Some(if rule.is_anti() { (direction + PI) % TAU } else { direction }),
        end,
    }
}

/// Two strengths, apart by twice one of `coherences`, around a mean of 0.8 to 1.2.
fn strengths(coherences: &[f64], draws: &mut Draws) -> [f64; 2] {
    let mean = draws.between(0.8, 1.2);
    let half = draws.one_of(coherences) * f64::from(draws.sign());
    [mean + half, mean - half]
}

fn decide(rule: YangRule, easy: bool, draws: &mut Draws) -> Script {
    let first = draws.between(0.0, TAU);
    let apart = draws.between(0.5 * PI, 1.5 * PI) * f64::from(draws.sign());
    let directions = [first, (first + apart).rem_euclid(TAU)];
    let delayed = rule.family() == Family::DelayedDecision;
    let coherences: &[f64] = match (delayed, easy) {
        (false, false) => &[0.01, 0.02, 0.04, 0.08],
        (false, true) => &[0.1, 0.2, 0.4, 0.8],
        (true, false) => &[0.08, 0.16, 0.32],
        (true, true) => &[0.16, 0.32, 0.64],
    };
    // [ring][stimulus], and what counts.
    let (rings, counting) = match rule.attended() {
        Attended::Only(ring) => {
            let own = strengths(coherences, draws);
            let mut rings = [None; 2];
            rings[ring] = Some(own);
            (rings, own)
        }
        Attended::Context(ring) => {
            let both = [strengths(coherences, draws), strengths(coherences, draws)];
            (both.map(Some), both[ring])
        }
        Attended::Both => {
            let mean = strengths(coherences, draws);
            let half = mean.map(|mean| mean * draws.between(0.2, 0.8) * f64::from(draws.sign()) / 2.0);
            ([Some([mean[0] + half[0], mean[1] + half[1]]), Some([mean[0] - half[0], mean[1] - half[1]])], mean)
        }
    };
    let (times, go) = if delayed {
        let on = draws.one_of(&STIMULI);
        let off = on + draws.one_of(&STIMULI);
        let second = off + draws.one_of(&DELAYS);
        let gone = second + draws.one_of(&STIMULI);
        ([[on, off], [second, gone]], gone + draws.between(100.0, 300.0))
    } else {
        let on = draws.between(100.0, 400.0);
        let off = on + draws.one_of(&[400.0, 800.0, 1600.0]);
        ([[on, off]; 2], off)
    };
    let mut stimuli = Vec::new();
    for (ring, strengths) in rings.iter().enumerate().filter_map(|(ring, strengths)| Some((ring, (*strengths)?))) {
        for ((direction, strength), [on, off]) in directions.into_iter().zip(strengths).zip(times) {
            stimuli.push(Stimulus { ring, direction, strength, on, off });
        }
    }
    let stronger = usize::from(counting[1] > counting[0]);
    Script { stimuli, fixation: go, go, response: Some(directions[stronger]), end: go + RESPONSE }
}

fn compare(rule: YangRule, draws: &mut Draws) -> Script {
    let rings = [draws.below(2), draws.below(2)];
    let (directions, is_match) = if rule.is_by_category() {
        let directions = [draws.below(10), draws.below(10)].map(|tenth| (0.1 + 0.2 * tenth as f64) * PI);
        (directions, (directions[0] < PI) == (directions[1] < PI))
    } else {
        let (first, is_match) = (draws.between(0.0, TAU), draws.chance(0.5));
        let apart = draws.between(PI / 9.0, PI * 17.0 / 9.0) * f64::from(draws.sign());
        let second = if is_match { first } else { (first + apart).rem_euclid(TAU) };
        ([first, second], is_match)
    };
    let on = draws.one_of(&STIMULI);
    let off = on + draws.one_of(&STIMULI);
    let go = off + draws.one_of(&DELAYS);
    let end = go + if rule.is_by_category() { draws.one_of(&STIMULI) } else { RESPONSE };
    let times = [[on, off], [go, end]];
    let stimulus = |i: usize| Stimulus {
        ring: rings[i],
        direction: directions[i],
        strength: 1.0,
        on: times[i][0],
        off: times[i][1],
    };
    Script {
        stimuli: vec![stimulus(0), stimulus(1)],
        fixation: end,
        go,
        response: (is_match == rule.goes_on_match()).then_some(directions[1]),
        end,
    }
}

#[cfg(test)]
mod tests;
