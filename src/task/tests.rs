use super::*;
use crate::schema::{Choice, Field, Problems, Rule, parse, render};
use crate::task::yang::YangRule;

fn every_task() -> Vec<Task> {
    vec![
        Digits::default().into(),
        FashionMnist::default().into(),
        Mnist::default().into(),
        Sequential::default().into(),
        Teacher::default().into(),
        Pulse::default().into(),
        Pattern::default().into(),
        FlipFlop::default().into(),
        Evidence::default().into(),
        ContextIntegration::default().into(),
        Accumulation::default().into(),
        DelayedXor::default().into(),
        DelayedMatch::default().into(),
        Romo::default().into(),
        Yang::default().into(),
        CopyTask::default().into(),
        Adding::default().into(),
    ]
}

#[test]
fn every_task_of_the_registry_is_tested_here() {
    let names: Vec<&str> = every_task().iter().map(Task::name).collect();
    assert_eq!(names, Task::legal_names());
}

#[test]
fn every_task_and_every_parameter_says_what_it_is() {
    for record in Task::options() {
        assert!(!record.doc.is_empty(), "{}", record.name);
        for field in record.fields {
            assert!(!field.doc.is_empty(), "{}.{}", record.name, field.name);
            assert!(field.default.is_some(), "{}.{} can be left out", record.name, field.name);
        }
    }
}

#[test]
fn what_a_task_writes_has_the_shape_it_announced_and_is_the_same_every_time() {
    let context = TaskContext { seed: 11, dt: 0.5, data_dir: None };
    for task in every_task() {
        let trials = match task.open(&context) {
            Err(TaskError::NotFound { name, .. }) => {
                eprintln!("SKIPPED: the data set {name} is not installed");
                continue;
            }
            opened => opened.unwrap(),
        };
        let shape = task.shape(context.dt);
        for split in [Split::Train, Split::Test] {
            // Every number is written, whatever was there before.
            let write = |before: f32| {
                let mut written = Written::room(&shape);
                written.inputs.fill(before);
                written.targets.fill(before);
                let last = trials.len(split).map_or(1 << 40, |len| len - 1);
                written.write(&*trials, split, last);
                written
            };
            let Written { inputs, targets, weights, kind, condition } = write(f32::NAN);
            assert!(inputs.iter().chain(&targets).all(|x| x.is_finite()), "{}", task.name());
            assert!(weights.iter().all(|w| *w >= 0.0), "{}", task.name());
            assert!((weights.iter().sum::<f32>() - 1.0).abs() < 1e-4, "{}", task.name());
            assert!(kind < task.kinds() && condition < task.conditions().len().max(1), "{}", task.name());
            let first = Written { inputs, targets, weights, kind, condition };
            assert_eq!(first, write(7.0), "{}", task.name());
        }
        assert_eq!(trials.len(Split::Train).is_some(), task.bounded(), "{}", task.name());
        assert!(trials.len(Split::Test).is_some_and(|len| len > 0), "{}", task.name());
    }
}

/// A task opened at a step that suits it, and its level of chance; `None` where it has none, or its data are not here.
fn opened(task: &Task) -> Option<(testing::Opened, f64)> {
    let dt = if matches!(task, Task::Yang(_)) { 20.0 } else { 1.0 };
    let chance = task.chance()?;
    match task.open(&TaskContext { seed: 5, dt, data_dir: None }) {
        Err(TaskError::NotFound { name, .. }) => {
            eprintln!("SKIPPED: the data set {name} is not installed");
            None
        }
        _ => Some((testing::Opened::new(task.clone(), dt), chance)),
    }
}

#[test]
fn every_task_with_a_score_has_a_level_of_chance() {
    for task in every_task() {
        assert_eq!(task.chance().is_some(), task.metric() != Metric::None, "{}", task.name());
    }
    let chance = |task: Task| task.chance();
    assert_eq!(chance(Digits::default().into()), Some(0.1));
    assert_eq!(chance(Teacher::default().into()), Some(0.0));
    assert_eq!(chance(Evidence::default().into()), Some(0.5));
}

#[test]
fn conditions_have_the_names_that_the_task_gives_them() {
    let names = |task: Task| task.conditions();
    let coherences = Evidence { coherences: vec![0.5, 0.064], ..Evidence::default() };
    assert_eq!(names(coherences.into()), ["coherence 0.5", "coherence 0.064"]);
    assert_eq!(names(DelayedMatch::default().into()), ["AA", "AB", "BA", "BB"]);
    assert_eq!(names(Yang::default().into()).len(), 20);
    assert!(names(Digits::default().into()).is_empty());
}

/// The score of what `answer` says to each of the first trials to learn from.
fn score_of(task: &Task, opened: &testing::Opened, trials: u64, answer: impl Fn(&Written) -> Vec<f32>) -> f64 {
    let mut sum = ScoreSum::new(task.metric(), opened.shape.outputs);
    for index in 0..trials {
        let trial = opened.trial(index);
        let outputs = answer(&trial);
        match task.metric() {
            Metric::PerTrial => sum.add_trial_score(opened.score(index, &outputs)),
            _ => sum.add(&outputs, &trial.targets, &trial.weights),
        }
    }
    sum.value().unwrap()
}

#[test]
fn the_targets_themselves_score_1() {
    for task in every_task() {
        if let Some((opened, _)) = opened(&task) {
            assert_eq!(score_of(&task, &opened, 30, |trial| trial.targets.clone()), 1.0, "{}", task.name());
        }
    }
}

#[test]
fn the_best_constant_answer_scores_as_much_as_chance() {
    for task in every_task() {
        let Some((opened, chance)) = opened(&task) else { continue };
        let (width, rows) = (opened.shape.outputs, opened.shape.target_rows());
        let constant = |row: Vec<f32>| score_of(&task, &opened, 150, |_| row.repeat(rows));
        let mut answers = vec![vec![1.0; width], vec![-1.0; width]];
        if width > 1 && task.metric() != Metric::ExplainedVariance {
            answers.extend((0..width.min(12)).map(|k| (0..width).map(|i| f32::from(i == k)).collect()));
        }
        if task.metric() == Metric::ExplainedVariance {
            answers.push(vec![0.0; width]);
        }
        let best = answers.into_iter().map(constant).fold(f64::NEG_INFINITY, f64::max);
        // 150 trials of one coin each have a standard deviation of 0.04; the best of several is above its mean.
        assert!((best - chance).abs() < 0.15, "{}: {best}, chance is {chance}", task.name());
    }
}

#[test]
fn targets_are_probabilities_exactly_where_the_task_says_so() {
    for task in every_task()
        .into_iter()
        .filter(|task| task.targets() == Targets::Probabilities || task.metric() != Metric::None)
    {
        let dt = if matches!(task, Task::Yang(_)) { 20.0 } else { 1.0 };
        let Ok(trials) = task.open(&TaskContext { seed: 5, dt, data_dir: None }) else { continue };
        let shape = task.shape(dt);
        let is_distribution = |index| {
            let trial = Written::of(&shape, &*trials, Split::Train, index);
            let rows = trial.targets.chunks(shape.outputs).zip(&trial.weights).filter(|(_, weight)| **weight > 0.0);
            let mut rows = rows.map(|(row, _)| row);
            rows.all(|row| row.iter().all(|t| *t >= 0.0) && (row.iter().sum::<f32>() - 1.0).abs() < 1e-6)
        };
        let all = (0..30).all(is_distribution);
        assert_eq!(all, task.targets() == Targets::Probabilities, "{}", task.name());
    }
}

#[test]
fn classes_have_a_name_each_and_only_they_do() {
    for task in every_task() {
        let expected = if task.metric() == Metric::Accuracy { task.shape(1.0).outputs } else { 0 };
        assert_eq!(task.class_names().len(), expected, "{}", task.name());
        assert_eq!(task.metric() == Metric::None, task.shape(1.0).outputs == 0, "{}", task.name());
    }
}

#[test]
fn a_duration_becomes_the_nearest_number_of_steps_and_never_none() {
    assert_eq!([steps(10.0, 1.0), steps(10.0, 3.0), steps(0.2, 1.0), steps(0.3, 0.1)], [10, 3, 1, 3]);
}

fn read(text: &str) -> Result<Task, Problems> {
    let mut problems = Problems::default();
    let task = Task::read(&parse::parse(text, 0).unwrap(), &Rule::ANY, &mut problems);
    task.ok_or(problems)
}

#[test]
fn a_task_is_written_by_its_name_and_reads_back_as_it_was() {
    assert_eq!(read("digits").unwrap(), Digits::default().into());
    let shown = read("fashion_mnist(duration: \"0.05 s\")").unwrap();
    assert_eq!(shown, FashionMnist { duration: Some(50.0) }.into());
    for task in every_task() {
        assert_eq!(read(&render::inline(&task.write())).unwrap(), task);
    }
    let yang = read("yang(rules: [fdgo, dmcnogo], ring: 16)").unwrap();
    assert_eq!(yang, Yang { rules: vec![YangRule::FdGo, YangRule::DmcNoGo], ring: 16, ..Yang::default() }.into());
    for wrong in
        ["digit", "yang(rules: [go])", "teacher(rank: 0)", "pulse(on: -1)", "teacher(seed: -1)", "mnist(duration: 0)"]
    {
        assert_eq!(read(wrong).unwrap_err().list().len(), 1, "{wrong}");
    }
}
