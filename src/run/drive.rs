//! The run loop: learn, measure, write down, until the end or until it is told to stop.

use super::analyse::Looked;
use super::divergence;
use super::document::leg::{self, Leg};
use super::document::{CreditQuality, MetricsRow, RunDocument};
use super::earlier::Earlier;
use super::folder::RunFolder;
use super::measure::{Found, Instruments, Schedule};
use super::probes::ProbeFiles;
use super::session::Session;
use crate::error::{Divergence, Error};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// A checkpoint is written at least this often, so that a crash loses little.
const CHECKPOINT_EVERY: Duration = Duration::from_secs(60);

/// What a run is driven with.
#[derive(Default)]
pub struct Options<'a> {
    /// Where files go; `None`: nowhere.
    pub folder: Option<RunFolder>,
    /// What its `circuit.ron` is to say.
    pub circuit: Option<String>,
    /// Set from outside to stop the run after the present chunk.
    pub stop: Option<&'a AtomicBool>,
    /// Threads, for the document.
    pub threads: usize,
}

/// Watches a run.
pub trait Observer {
    /// Some updates were done.
    fn progress(&mut self, _done: u64, _total: u64, _samples_per_s: f64) {}
    /// A run that was resumed begins a leg.
    fn leg(&mut self, _leg: &Leg) {}
    /// A line of metrics was measured.
    fn row(&mut self, _row: &MetricsRow) {}
}

/// Watches nothing.
pub struct Silent;

impl Observer for Silent {}

/// How a run ended.
pub struct Ended {
    /// What it says.
    pub document: RunDocument,
    /// What its last measurement leaves to the analysis after it.
    pub looked: Option<Looked>,
}

/// Runs a session to its end. The outcome tells also of a divergence or an interruption; what was recorded is kept.
pub fn drive(session: &mut Session, options: &Options, observer: &mut dyn Observer) -> Result<Ended, Error> {
    let (total, every) = (session.updates(), evaluate_every(session));
    let mut run = Run::begin(session, options, every)?;
    // Not before: a run that cannot go on with this circuit still can with the one that it was begun with.
    if let (Some(folder), Some(circuit)) = (&options.folder, &options.circuit) {
        folder.write("circuit.ron", &(leg::comment(session.legs()) + circuit))?;
    }
    if let Some(leg) = session.begins_leg() {
        observer.leg(leg);
    }
    match run.go_on((total, every), session, options, observer) {
        Err(Error::Diverged(divergence)) => run.diverged = Some(divergence),
        ended => ended?,
    }
    let document = run.document(session, options);
    if let Some(folder) = &options.folder {
        folder.write_summary(&document)?;
    }
    Ok(Ended { document, looked: run.looked })
}

fn stopped(options: &Options) -> bool {
    options.stop.is_some_and(|stop| stop.load(Ordering::Relaxed))
}

/// Updates between two evaluations: what the circuit says, or an epoch, or a tenth of the run.
fn evaluate_every(session: &Session) -> u64 {
    let circuit = session.circuit();
    let epoch = session.epoch_trials().map(|trials| trials.div_ceil(circuit.run.replicas as u64));
    let otherwise = match circuit.run.epochs {
        Some(_) => epoch.unwrap_or(1),
        None => session.updates().div_ceil(10),
    };
    circuit.run.evaluate_every.unwrap_or(otherwise).max(1)
}

struct Run {
    begun: Instant,
    /// What calls before this one took.
    earlier: Earlier,
    first: u64,
    learning: Duration,
    saved: Instant,
    schedule: Schedule,
    last: MetricsRow,
    /// The last measurement of the credit.
    credit: BTreeMap<String, CreditQuality>,
    instruments: Instruments,
    looked: Option<Looked>,
    probes: Option<ProbeFiles>,
    diverged: Option<Divergence>,
}

impl Run {
    fn begin(session: &mut Session, options: &Options, every: u64) -> Result<Run, Error> {
        let probes = match &options.folder {
            Some(folder) => {
                let (files, recordings) = ProbeFiles::open(session, folder)?;
                session.record_in(recordings);
                folder.rewind(session.update())?;
                Some(files)
            }
            None => None,
        };
        let metrics = options.folder.as_ref().map(|folder| folder.metrics()).transpose()?;
        let mut rows = metrics.unwrap_or_default().rows;
        // A summary that cannot be read is written anew in the end.
        let summary = options.folder.as_ref().and_then(|folder| folder.summary().ok().flatten());
        let measured = rows.iter().rfind(|row| !row.credit_quality.is_empty());
        let begun = Instant::now();
        Ok(Run {
            begun,
            earlier: Earlier::of(&rows, summary.as_ref(), session.update()),
            first: session.update(),
            learning: Duration::ZERO,
            saved: begun,
            schedule: Schedule::of(session, every),
            credit: measured.map(|row| row.credit_quality.clone()).unwrap_or_default(),
            last: rows.pop().unwrap_or_default(),
            instruments: Instruments::default(),
            looked: None,
            probes,
            diverged: None,
        })
    }

    /// Learns, measures and saves until the end, or until it is told to stop.
    ///
    /// # Errors
    /// [`Error::Diverged`] wherever a number is not finite: in learning, in an evaluation, or in what is to be saved.
    fn go_on(
        &mut self,
        (total, every): (u64, u64),
        session: &mut Session,
        options: &Options,
        observer: &mut dyn Observer,
    ) -> Result<(), Error> {
        if session.update() == 0 {
            self.measure(session, options, observer)?;
        }
        while session.update() < total && !stopped(options) {
            let done = session.update();
            let next = ((done / every + 1) * every).min(total);
            let start = Instant::now();
            let advanced = session.advance(next - done);
            self.learning += start.elapsed();
            let count = advanced?;
            if let Some(probes) = &mut self.probes {
                probes.append(session, count)?;
            }
            observer.progress(session.update(), total, self.samples_per_s(session).unwrap_or(0.0));
            if session.update() == next {
                self.measure(session, options, observer)?;
            }
            if self.saved.elapsed() > CHECKPOINT_EVERY {
                self.save(session, options)?;
            }
        }
        // A run that was resumed at its end may have nothing to show of it.
        if session.update() == total && !self.is_measured(session) {
            self.measure(session, options, observer)?;
        }
        self.save(session, options)?;
        match self.probes.take() {
            Some(probes) if session.update() == total => probes.finish(session),
            _ => Ok(()),
        }
    }

    /// True if the last evaluation is of the present update, and found what there is to find.
    fn is_measured(&self, session: &Session) -> bool {
        let program = session.plan().evaluate.as_ref();
        let has_loss = program.is_some_and(|program| program.outputs.is_some() && program.losses.is_some());
        self.last.update == session.update() && (self.last.test.loss.is_some() || !has_loss)
    }

    fn measure(&mut self, session: &mut Session, options: &Options, observer: &mut dyn Observer) -> Result<(), Error> {
        let train = session.take_train().measured();
        let Found { test, credit, manifold, looked } =
            session.measure(self.schedule.is_due(session.update()), &mut self.instruments)?;
        self.looked = looked;
        let (update, samples) = (session.update(), session.learned_trials());
        let epoch = session.epoch_trials().map(|trials| samples as f64 / trials as f64);
        let wall_s = self.wall_s();
        if !credit.is_empty() {
            self.credit.clone_from(&credit);
        }
        self.last = MetricsRow { update, epoch, samples, train, test, credit_quality: credit, manifold, wall_s };
        if let Some(folder) = &options.folder {
            folder.append(&self.last)?;
        }
        observer.row(&self.last);
        Ok(())
    }

    fn save(&mut self, session: &Session, options: &Options) -> Result<(), Error> {
        if let Some(divergence) = divergence::in_saved(session.plan(), session.engine()) {
            return Err(Error::Diverged(divergence));
        }
        if let Some(folder) = &options.folder {
            folder.claim(["checkpoint.safetensors"])?;
            session.save(&folder.checkpoint())?;
        }
        self.saved = Instant::now();
        Ok(())
    }

    /// Seconds of this call and those before it.
    fn wall_s(&self) -> f64 {
        self.earlier.wall_s + self.begun.elapsed().as_secs_f64()
    }

    /// Trials that this call has learned from.
    fn done(&self, session: &Session) -> u64 {
        (session.update() - self.first) * session.plan().learn.replicas as u64
    }

    /// How fast this call learns.
    fn samples_per_s(&self, session: &Session) -> Option<f64> {
        Earlier::default().rate(self.done(session), self.learning.as_secs_f64())
    }

    fn document(&self, session: &Session, options: &Options) -> RunDocument {
        let circuit = session.circuit();
        let sizes = circuit.populations.names().map(|name| (name.to_string(), circuit.size(name))).collect();
        let mut document = RunDocument {
            circuit: circuit.name.clone(),
            task: circuit.task.name().into(),
            credit: circuit.credit.name().into(),
            seed: circuit.seed,
            device: session.device().into(),
            engine: session.engine_name(),
            threads: options.threads,
            sizes,
            steps: session.update(),
            samples: session.learned_trials(),
            perturbations: session.perturbations(),
            wall_s: self.wall_s(),
            samples_per_s: self.earlier.rate(self.done(session), self.learning.as_secs_f64()),
            train: self.last.train,
            test: self.last.test.clone(),
            chance: circuit.task.chance(),
            credit_quality: self.credit.clone(),
            diverged: None,
            interrupted: session.update() < session.updates(),
            out: options.folder.as_ref().map(|folder| folder.path().display().to_string()),
            version: env!("CARGO_PKG_VERSION").into(),
            legs: session.legs().to_vec(),
        };
        if let Some(divergence) = &self.diverged {
            document.diverge(divergence.clone());
        }
        document
    }
}
