use super::*;
use crate::rng::Stream;
use crate::task::testing::assert_even;
use crate::task::yang::ring::distance;
use crate::task::yang::rule::ALL;

fn scripts(rule: YangRule) -> Vec<Script> {
    let stream = Stream::new(3, "script");
    (0..400).map(|trial| Script::draw(rule, false, &mut Draws::new(&stream, trial))).collect()
}

/// The strength of a direction in a ring.
fn strength(script: &Script, ring: usize, direction: f64) -> f64 {
    let here = |s: &&Stimulus| s.ring == ring && distance(s.direction, direction) < 1e-9;
    script.stimuli.iter().filter(here).map(|s| s.strength).sum()
}

#[test]
fn anti_rules_go_to_the_opposite_side_and_the_others_to_the_stimulus() {
    for (pro, anti) in [
        (YangRule::FdGo, YangRule::FdAnti),
        (YangRule::ReactGo, YangRule::ReactAnti),
        (YangRule::DelayGo, YangRule::DelayAnti),
    ] {
        for script in scripts(pro) {
            assert_eq!(script.response, Some(script.stimuli[0].direction));
        }
        for script in scripts(anti) {
            assert!((distance(script.response.unwrap(), script.stimuli[0].direction) - PI).abs() < 1e-9);
        }
        let second = scripts(pro).iter().filter(|script| script.stimuli[0].ring == 1).count();
        assert_even(second, 400);
    }
}

#[test]
fn decisions_go_to_the_direction_that_is_stronger_where_it_counts() {
    for rule in ALL.into_iter().filter(|rule| matches!(rule.family(), Family::Decision | Family::DelayedDecision)) {
        let mut first = 0;
        for script in scripts(rule) {
            let directions = [script.stimuli[0].direction, script.stimuli[1].direction];
            assert!(distance(directions[0], directions[1]) >= 0.5 * PI - 1e-9);
            let sums = directions.map(|direction| match rule.attended() {
                Attended::Only(ring) | Attended::Context(ring) => strength(&script, ring, direction),
                Attended::Both => strength(&script, 0, direction) + strength(&script, 1, direction),
            });
            let winner = usize::from(sums[1] > sums[0]);
            assert_eq!(script.response, Some(directions[winner]), "{}", rule.name());
            first += 1 - winner;
            let empty = |ring: usize| script.stimuli.iter().all(|s| s.ring != ring);
            assert_eq!(
                (empty(0), empty(1)),
                match rule.attended() {
                    Attended::Only(ring) => (ring == 1, ring == 0),
                    _ => (false, false),
                }
            );
        }
        assert_even(first, 400);
    }
}

#[test]
fn the_unattended_ring_says_nothing_about_the_answer() {
    for (rule, other) in [(YangRule::ContextDm1, 1), (YangRule::ContextDelayDm2, 0)] {
        let agree = scripts(rule).into_iter().filter(|script| {
            let there = script.response.unwrap();
            let away = script.stimuli.iter().find(|s| s.direction != there).unwrap().direction;
            strength(script, other, there) > strength(script, other, away)
        });
        assert_even(agree.count(), 400);
    }
}

#[test]
fn match_rules_go_or_hold_as_their_name_says() {
    for rule in [YangRule::DmsGo, YangRule::DmsNoGo, YangRule::DmcGo, YangRule::DmcNoGo] {
        let mut goes = 0;
        for script in scripts(rule) {
            let [first, second] = [0, 1].map(|i: usize| script.stimuli[i].direction);
            let same = if rule.is_by_category() { (first < PI) == (second < PI) } else { first == second };
            assert!(same || rule.is_by_category() || distance(first, second) >= PI / 9.0 - 1e-9);
            let expected = (same == rule.name().ends_with("go") && !rule.name().ends_with("nogo"))
                || (!same && rule.name().ends_with("nogo"));
            assert_eq!(script.response, expected.then_some(second), "{}", rule.name());
            goes += usize::from(expected);
        }
        assert_even(goes, 400);
    }
}

#[test]
fn a_trial_lasts_as_long_as_its_rule_allows_and_its_events_come_in_order() {
    for rule in ALL {
        let mut longest = 0.0_f64;
        for script in scripts(rule) {
            longest = longest.max(script.end);
            assert!(script.go >= 300.0 && script.go < script.end && script.fixation >= script.go);
            assert!(script.stimuli.iter().all(|s| s.on < s.off && s.off <= script.end && s.on >= 100.0));
            // What a response is made of has been shown before it is due, but where one reacts to it.
            assert!(script.stimuli.iter().any(|s| s.on <= script.go));
        }
        assert!(longest <= rule.longest() && longest > rule.longest() - 300.0, "{}: {longest}", rule.name());
    }
}

#[test]
fn easy_trials_have_larger_differences() {
    let stream = Stream::new(4, "script");
    let difference = |easy: bool| {
        let script = Script::draw(YangRule::Dm1, easy, &mut Draws::new(&stream, 8));
        (script.stimuli[0].strength - script.stimuli[1].strength).abs()
    };
    assert!((difference(true) / difference(false) - 10.0).abs() < 1e-9);
}
