//! Activity as people look at it: a heatmap, and paths along the leading principal components.

use crate::analysis::product::onto;
use crate::analysis::spectrum::Components;
use crate::run::activity::{Activity, some_steps};
use crate::run::document::analysis::{Heatmap, Trajectory};
use crate::run::extent;
use crate::run::session::Session;
use crate::task::{Split, Written};
use faer::ColRef;

/// Components that paths are drawn along.
pub const AXES: usize = 3;
const HEATMAP_ROWS: usize = 64;
const HEATMAP_COLUMNS: usize = 128;

impl Session {
    /// Room for the activity that is drawn.
    pub(super) fn paths(&self) -> Activity {
        let (trials, steps) = extent::paths(&self.circuit, &self.shape);
        self.activity(trials, steps)
    }

    /// What the first test trials ask for, where the task has a name for it.
    pub(super) fn labels(&self, trials: usize) -> Vec<Option<String>> {
        (0..trials as u64).map(|trial| self.label(trial)).collect()
    }

    /// What a test trial asks for, where the task has a name for it: its kind, or its class.
    fn label(&self, trial: u64) -> Option<String> {
        let Written { targets, kind, .. } = Written::of(&self.shape, &*self.trials, Split::Test, trial);
        let (kinds, classes) = (self.circuit.task.trial_types(), self.circuit.task.class_names());
        let last = &targets[targets.len() - self.shape.outputs..];
        let top = (0..last.len()).max_by(|&a, &b| last[a].total_cmp(&last[b]));
        let name = kinds.get(kind).or_else(|| classes.get(top?));
        name.map(|name| name.to_string())
    }
}

/// Each trial's path, along the leading components.
pub fn trajectories(
    paths: &Activity,
    population: usize,
    main: &Components,
    labels: &[Option<String>],
) -> Vec<Trajectory> {
    let Some((values, n)) = paths.of(population) else { return Vec::new() };
    let axes = main.basis.first(AXES);
    let (along, count) = (onto(values, &axes.single(), n), axes.rows());
    let origin = axes.mat() * ColRef::from_slice(&main.mean);
    let point = |row: usize| {
        let mut point = [0.0; AXES];
        for (axis, x) in point.iter_mut().enumerate().take(count) {
            *x = (f64::from(along[row * count + axis]) - origin[axis]) as f32;
        }
        point
    };
    let steps = paths.steps().len();
    let path = |trial: usize| Trajectory {
        label: labels[trial].clone(),
        points: (0..steps).map(|step| point(trial * steps + step)).collect(),
    };
    let paths = (0..paths.trials()).map(path);
    paths.filter(|path| path.points.iter().flatten().all(|x| x.is_finite())).collect()
}

/// The first trials, or the steps of the first trial; of many neurons, some.
pub fn heatmap(paths: &Activity, population: usize) -> Heatmap {
    let Some((values, n)) = paths.of(population).filter(|(values, _)| values.iter().all(|x| x.is_finite())) else {
        return Heatmap::default();
    };
    let (row, rows) = match paths.steps().len() {
        1 => ("trial", (0..paths.trials().min(HEATMAP_ROWS)).collect()),
        steps => ("step", some_steps(steps, HEATMAP_ROWS)),
    };
    let cols = n.min(HEATMAP_COLUMNS);
    let neurons = |row: usize| (0..cols).map(move |c| values[row * n + c * n / cols]);
    Heatmap { row: row.into(), cols, values: rows.into_iter().flat_map(neurons).collect() }
}
