//! What a user can make smaller.

use crate::plan::memory::{Share, total};
use crate::plan::{Plan, Role};

/// A part below this share of the whole is not worth a word.
const WORTH: f64 = 0.05;

const SIZES: &str = "the sizes of populations";
const REPLICAS: &str = "run.replicas";
const TRIAL: &str = "the length of a trial, or its steps (dt)";
const UNMEASURED: &str = "run.measure_every: Some(0), which leaves measurements out";

/// The fields that make the largest parts smaller, the most effective first.
pub fn smaller(plan: &Plan, by: &[Share]) -> Vec<&'static str> {
    let worth = (WORTH * total(by) as f64) as u64;
    let mut found: Vec<&str> = Vec::new();
    for share in by.iter().take_while(|share| share.bytes >= worth.max(1)) {
        for field in fields(plan, &share.name) {
            if !found.contains(field) {
                found.push(field);
            }
        }
    }
    found
}

fn fields(plan: &Plan, name: &str) -> &'static [&'static str] {
    let through_time = plan.learn.steps > 1;
    match plan.buffers.iter().find(|buffer| buffer.name == name).map(|buffer| buffer.role) {
        Some(Role::Parameter | Role::Memory | Role::Drawn | Role::Constant) => &[SIZES],
        Some(_) if name.starts_with("evaluate.") => &[SIZES, TRIAL],
        Some(_) if name.starts_with("probe") => &["probes"],
        Some(_) if through_time => &[REPLICAS, TRIAL, SIZES],
        Some(_) => &[REPLICAS, SIZES],
        None => of_others(name),
    }
}

fn of_others(name: &str) -> &'static [&'static str] {
    match name {
        "exact Jacobians" | "the circuit that Jacobians are taken of" | "credit side by side" => {
            &["run.credit_trials", UNMEASURED, SIZES]
        }
        "a circuit that credit is compared with" | "third factors at every step" => {
            &["run.credit_trials", TRIAL, UNMEASURED]
        }
        "activity that is looked at" | "points in double precision" | "manifolds" | "paths to be drawn" => {
            &[SIZES, UNMEASURED]
        }
        "working space of products" | "trials on their way to the engine" => &[REPLICAS],
        "probes on their way to files" => &["probes"],
        "the data set" => &["the task's sizes"],
        "the program itself" => &[],
        _ => &[SIZES],
    }
}
