//! Facts: a measurement either agrees with what theory says, or the error says by how much it does not.

/// What a checker answers, so that right and wrong rules can go through the same one.
pub type Fact = Result<(), String>;

/// A number measured over independent repetitions.
#[derive(Debug, Clone, Copy)]
pub struct Sample {
    pub count: f64,
    pub mean: f64,
    pub variance: f64,
}

impl Sample {
    pub fn of(values: &[f64]) -> Sample {
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        let variance = values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (count - 1.0);
        Sample { count, mean, variance }
    }

    /// The standard error of the mean.
    pub fn error(&self) -> f64 {
        (self.variance / self.count).sqrt()
    }

    /// The mean is `expected`, to four standard errors and an `allowance` for what is known to be neglected.
    pub fn agrees(&self, what: &str, expected: f64, allowance: f64) -> Fact {
        let (mean, error) = (self.mean, self.error());
        let off = (mean - expected).abs() - allowance;
        let line = format!("{what}: {mean:.5} ± {error:.5}, expected {expected:.5} (allowing {allowance:.5})");
        println!("{line}");
        // The last term is the rounding of single precision, for draws that leave nothing to chance.
        if off <= 4.0 * error + 1e-5 * expected.abs() { Ok(()) } else { Err(line) }
    }
}

/// Vectors measured over independent repetitions, component by component.
#[derive(Debug, Clone)]
pub struct Columns {
    pub rows: Vec<Vec<f64>>,
}

impl Columns {
    pub fn new() -> Columns {
        Columns { rows: Vec::new() }
    }

    pub fn add(&mut self, row: &[f32]) {
        self.rows.push(row.iter().map(|x| f64::from(*x)).collect());
    }

    pub fn component(&self, i: usize) -> Sample {
        Sample::of(&self.rows.iter().map(|row| row[i]).collect::<Vec<_>>())
    }

    /// Every mean is the expected one, to five standard errors; and their standard scores z together are as large as
    /// chance makes them: the mean of z² is 1, with the variance 2 Σ ρ²/N² over the correlations of N components.
    pub fn agree(&self, what: &str, expected: &[f64]) -> Fact {
        let count = expected.len();
        let samples: Vec<Sample> = (0..count).map(|i| self.component(i)).collect();
        let score = |(s, e): (&Sample, &f64)| (s.mean - e) / (s.error() + 1e-6 * e.abs() + 1e-12);
        let scores: Vec<f64> = samples.iter().zip(expected).map(score).collect();
        let worst = scores.iter().fold(0.0, |worst: f64, z| worst.max(z.abs()));
        let square = scores.iter().map(|z| z * z).sum::<f64>() / count as f64;
        let spread = (2.0 * self.squared_correlations(&samples)).sqrt() / count as f64;
        let line = format!("{what}: {count} components, worst z {worst:.2}, mean z² {square:.2} ± {spread:.2}");
        println!("{line}");
        if worst < 5.0 && square < 1.0 + 5.0 * spread { Ok(()) } else { Err(line) }
    }

    /// Σ ρ² over all pairs of components.
    fn squared_correlations(&self, samples: &[Sample]) -> f64 {
        let mut covariance = vec![0.0; samples.len() * samples.len()];
        for row in &self.rows {
            let centred: Vec<f64> = row.iter().zip(samples).map(|(x, s)| x - s.mean).collect();
            for (sums, x) in covariance.chunks_mut(samples.len()).zip(&centred) {
                sums.iter_mut().zip(&centred).for_each(|(sum, y)| *sum += x * y);
            }
        }
        let correlation = |(i, sum): (usize, &f64)| {
            let (a, b) = (samples[i / samples.len()], samples[i % samples.len()]);
            (sum / (a.count - 1.0)).powi(2) / (a.variance * b.variance + 1e-30)
        };
        covariance.iter().enumerate().map(correlation).sum()
    }

    /// Every variance is the expected one, to five standard errors of a sample variance.
    pub fn vary(&self, what: &str, expected: &[f64]) -> Fact {
        let mut worst: f64 = 0.0;
        for (i, expected) in expected.iter().enumerate() {
            let Sample { count, mean, variance } = self.component(i);
            // Var s² = (μ4 − σ⁴)/R, with the fourth moment as measured: the components are not normal.
            let fourth = self.rows.iter().map(|row| (row[i] - mean).powi(4)).sum::<f64>() / count;
            worst = worst.max(((variance - expected) / ((fourth - variance * variance) / count).sqrt()).abs());
        }
        let line = format!("{what}: {} variances, worst z {worst:.2}", expected.len());
        println!("{line}");
        if worst < 5.0 { Ok(()) } else { Err(line) }
    }
}
