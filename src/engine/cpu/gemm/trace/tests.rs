use super::*;

/// (replicas, post, pre): shorter than a vector, longer than a piece, and enough rows for seven threads.
const SIZES: [(usize, usize, usize); 6] =
    [(1, 1, 1), (1, 40, 515), (2, 33, 17), (3, 7, 1030), (5, 120, 130), (1, 700, 700)];

fn numbers(n: usize, seed: f32) -> Vec<f32> {
    (0..n).map(|i| ((i as f32 + 1.0) * seed).sin()).collect()
}

fn bits(x: &[f32]) -> Vec<u32> {
    x.iter().map(|x| x.to_bits()).collect()
}

/// The operands of one step of one projection.
struct Operands {
    shape: (usize, usize, usize),
    keep: Vec<f32>,
    gain: Vec<f32>,
    x: Vec<f32>,
    third_factor: Vec<f32>,
    traces: Vec<f32>,
}

impl Operands {
    fn new((replicas, post, pre): (usize, usize, usize)) -> Self {
        Self {
            shape: (replicas, post, pre),
            keep: numbers(post, 0.11),
            gain: numbers(replicas * post, 0.37),
            x: numbers(replicas * pre, 0.73),
            third_factor: numbers(replicas * post, 0.19),
            traces: numbers(replicas * post * pre, 0.53),
        }
    }

    fn step(&self, growth: Growth) -> Step<'_> {
        let (replicas, post, pre) = self.shape;
        let (gain, x) = (Mat::new(&self.gain, replicas, post), Mat::new(&self.x, replicas, pre));
        Step { growth, keep: &self.keep, gain, x }
    }

    /// The traces after a step, in double precision.
    fn grown(&self, growth: Growth) -> Vec<f64> {
        let (_, post, pre) = self.shape;
        let number = |e: usize| {
            let (b, i, j) = (e / (post * pre), e / pre % post, e % pre);
            let p = f64::from(self.gain[b * post + i]) * f64::from(self.x[b * pre + j]);
            let p = if growth == Growth::Cubic { p * p * p } else { p };
            f64::from(self.keep[i]) * f64::from(self.traces[e]) + p
        };
        (0..self.traces.len()).map(number).collect()
    }

    /// [`learn`], with the gradient as a matrix and every element required to come exactly once.
    fn learned(&self, pool: &Pool, growth: Option<Growth>) -> (Vec<f32>, Vec<f32>) {
        let (replicas, post, pre) = self.shape;
        let (mut g, mut count) = (vec![f32::NAN; post * pre], vec![0.0; post * pre]);
        let mut traces = self.traces.clone();
        let third = Mat::new(&self.third_factor, replicas, post);
        let (step, states) = (growth.map(|growth| self.step(growth)), [&mut g[..], &mut count]);
        learn(pool, &mut traces, step, third, pre, states, |i, j, piece, [g, count]| {
            assert!(i < post && j + piece.len() <= pre);
            g.copy_from_slice(piece);
            count.iter_mut().for_each(|c| *c += 1.0);
        });
        assert!(count.iter().all(|c| *c == 1.0));
        (traces, g)
    }
}

#[test]
fn traces_grow_as_a_plain_loop_says() {
    let pool = Pool::new(1).unwrap();
    for shape in SIZES {
        for growth in [Growth::Linear, Growth::Cubic] {
            let operands = Operands::new(shape);
            let mut traces = operands.traces.clone();
            grow(&pool, &mut traces, operands.step(growth));
            for (e, (got, exact)) in traces.iter().zip(operands.grown(growth)).enumerate() {
                assert!((f64::from(*got) - exact).abs() < 4e-7, "{shape:?} {growth:?} [{e}]: {got} for {exact}");
            }
        }
    }
}

#[test]
fn the_gradient_is_the_third_factor_times_the_trace_and_comes_once() {
    let pool = Pool::new(1).unwrap();
    for shape @ (replicas, post, pre) in SIZES {
        let operands = Operands::new(shape);
        for growth in [None, Some(Growth::Linear), Some(Growth::Cubic)] {
            let (traces, g) = operands.learned(&pool, growth);
            let mut alone = operands.traces.clone();
            if let Some(growth) = growth {
                grow(&pool, &mut alone, operands.step(growth));
            }
            assert_eq!(bits(&traces), bits(&alone), "a step is the same with learning as without");
            for (e, got) in g.into_iter().enumerate() {
                let product =
                    |b| f64::from(operands.third_factor[b * post + e / pre]) * f64::from(traces[b * post * pre + e]);
                let exact: f64 = (0..replicas).map(product).sum();
                assert!((f64::from(got) - exact).abs() < 2e-6, "{shape:?} {growth:?} [{e}]: {got} for {exact}");
            }
        }
    }
}

#[test]
fn an_element_has_the_same_bits_for_any_number_of_threads() {
    for shape in SIZES {
        let operands = Operands::new(shape);
        let run = |threads| {
            let (traces, g) = operands.learned(&Pool::new(threads).unwrap(), Some(Growth::Linear));
            [bits(&traces), bits(&g)]
        };
        let one = run(1);
        assert!(run(2) == one && run(7) == one, "{shape:?}");
    }
}

#[test]
fn no_neurons_and_no_replicas_are_no_work() {
    let pool = Pool::new(2).unwrap();
    for shape in [(2, 0, 3), (2, 3, 0)] {
        let (traces, g) = Operands::new(shape).learned(&pool, Some(Growth::Linear));
        assert!(traces.is_empty() && g.is_empty());
    }
    let (_, g) = Operands::new((0, 2, 3)).learned(&pool, None);
    assert_eq!(g, [0.0; 6], "an empty sum");
}
