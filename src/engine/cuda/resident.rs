//! Many steps in one launch, with the weights in the multiprocessors' own memory: small simulations, where a launch takes
//! longer than what it does.

use super::clock::Tick;
use super::failure::Failure;
use super::launch::{Launch, kernels};
use super::layout::{Address, Now, args};
use super::neurons::{self, Neurons};
use super::propagate::{self, MOST_ROWS, Propagate};
use super::site::Site;
use super::stage::{self, Stage};
use crate::circuit::Storage;
use crate::plan::{BufferId, Op, Structure, When, Work, op};

kernels!("resident": RESIDENT = resident(256));

/// Steps of one launch: the more the better, and the rest singly.
const STEPS: [usize; 2] = [1024, 64];
/// What the kernel has room for.
const STAGES: usize = 4;
const POPULATIONS: usize = 4;
const PROJECTIONS: usize = 8;
/// Neurons that keep a block busy: one for each of its warps.
const NEURONS: usize = 8;

args! {
    /// `Resident` of resident.cu.
    struct Resident {
        now: Now,
        tick: Tick,
        arrived: Address,
        stages: u32,
        populations: u32,
        projections: u32,
        meet: [u32; POPULATIONS],
        onto: [u32; PROJECTIONS],
        stage: [Stage; STAGES],
        neurons: [Neurons; POPULATIONS],
        propagate: [Propagate; PROJECTIONS],
    }
}

/// Launches of many steps within a trial, the longest first: (steps, launch). None where the program's steps do more than
/// simulate, or its weights find no room.
pub fn resident(site: &mut Site) -> Result<Vec<(usize, Launch)>, Failure> {
    let Some(parts) = Parts::of(&site.program.ops, site) else { return Ok(Vec::new()) };
    let (blocks, bytes) = parts.layout(site);
    if bytes > site.gpu.device.shared as usize {
        return Ok(Vec::new());
    }
    let arrived = site.working(8)?;
    let launch = |steps: usize| {
        let args = parts.arguments(site, arrived, steps);
        (steps, Launch::new(RESIDENT, (blocks, 1), args).shared(bytes).together())
    };
    Ok(STEPS.iter().filter(|steps| **steps + 2 <= site.program.steps).map(|steps| launch(*steps)).collect())
}

/// What every step does.
struct Parts<'a> {
    stages: Vec<&'a op::Stage>,
    populations: Vec<&'a op::Neurons>,
    /// With the population that each feeds.
    projections: Vec<(&'a op::Propagate, usize)>,
    /// Whether a population reads what was written in the same step.
    meet: Vec<bool>,
}

impl<'a> Parts<'a> {
    fn of(ops: &'a [Op], site: &Site) -> Option<Parts<'a>> {
        let mut parts = Parts { stages: vec![], populations: vec![], projections: vec![], meet: vec![] };
        let (mut waiting, mut written): (Vec<&op::Propagate>, Vec<BufferId>) = (Vec::new(), Vec::new());
        let is_dense = |op: &op::Propagate| matches!(site.plan.structure(op.structure), Structure::Dense(_));
        for op in ops.iter().filter(|op| op.when == When::Step) {
            match &op.work {
                Work::Stage(stage) => {
                    parts.stages.push(stage);
                    written.push(stage.to.buffer);
                }
                Work::Propagate(op) if is_dense(op) && op.from.rows <= MOST_ROWS => waiting.push(op),
                Work::Neurons(op) => {
                    let fresh = |from: &op::Propagate| from.from.delay == 0 && written.contains(&from.from.buffer);
                    parts.meet.push(waiting.iter().any(|from| fresh(from)));
                    if waiting.iter().any(|from| from.to != op.input) {
                        return None;
                    }
                    let population = parts.populations.len();
                    parts.projections.extend(waiting.drain(..).map(|from| (from, population)));
                    parts.populations.push(op);
                    written.push(op.activity.buffer);
                }
                _ => return None,
            }
        }
        let single = |from: &op::Propagate| site.plan.buffer(from.weights).storage == Storage::F32;
        let fits = parts.stages.len() <= STAGES
            && (1..=POPULATIONS).contains(&parts.populations.len())
            && parts.projections.len() <= PROJECTIONS
            && parts.projections.iter().all(|(from, _)| single(from));
        (fits && waiting.is_empty()).then_some(parts)
    }

    /// Blocks, and shared memory of each.
    fn layout(&self, site: &Site) -> (usize, usize) {
        let widest = self.populations.iter().map(|p| p.input.cols).max().unwrap_or(1);
        let blocks = widest.div_ceil(NEURONS).min(site.gpu.device.multiprocessors as usize);
        let most = |post: usize| 4 * post.div_ceil(4).div_ceil(blocks);
        let weights: usize = self.projections.iter().map(|(from, _)| most(from.to.cols) * from.from.cols).sum();
        let input = self.projections.iter().map(|(from, _)| from.from.rows * from.from.cols).max().unwrap_or(0);
        (blocks, 4 * (weights + input))
    }

    fn arguments(&self, site: &Site, arrived: Address, steps: usize) -> Resident {
        let stages: Vec<Stage> = self.stages.iter().map(|op| stage::arguments(op, site)).collect();
        let neurons: Vec<Neurons> = self.populations.iter().map(|op| neurons::arguments(op, site)).collect();
        let propagate: Vec<_> = self.projections.iter().map(|(op, _)| propagate::arguments(op, site)).collect();
        // Places beyond the last one are never looked at: any number does.
        let (a, b, c) = (Stage::nothing(site.now), neurons[0], Propagate::nothing(site.now));
        Resident {
            now: site.now,
            tick: Tick::by(steps as i64, site.program, site.now),
            arrived,
            stages: stages.len() as u32,
            populations: neurons.len() as u32,
            projections: propagate.len() as u32,
            meet: std::array::from_fn(|i| self.meet.get(i).copied().unwrap_or(false).into()),
            onto: std::array::from_fn(|q| self.projections.get(q).map_or(0, |(_, onto)| *onto as u32)),
            stage: std::array::from_fn(|i| stages.get(i).copied().unwrap_or(a)),
            neurons: std::array::from_fn(|i| neurons.get(i).copied().unwrap_or(b)),
            propagate: std::array::from_fn(|i| propagate.get(i).copied().unwrap_or(c)),
        }
    }
}
