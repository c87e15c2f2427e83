//! The participation ratio, as it comes and without the bias of finite samples.

use crate::analysis::cloud::Cloud;
use crate::analysis::rows::Rows;
use faer::Mat;

/// (Σλ)² / Σλ² of the covariance of features, in four estimates. `None` where there are too few rows (two, or four where
/// rows are corrected for) or columns (two where they are), or where nothing varies.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct ParticipationRatio {
    /// Of the sample covariance itself: too low, by about 1/naive = 1/true + 1/rows + 1/columns.
    pub naive: Option<f64>,
    /// Corrected for few samples.
    pub rows: Option<f64>,
    /// Corrected for columns that are themselves a sample, such as the recorded part of many neurons.
    pub columns: Option<f64>,
    /// Corrected for both: what to compare across network sizes.
    pub both: Option<f64>,
}

/// Participation ratios of samples × features. Numerator and denominator are sums of products over up to four rows and two
/// columns. The corrections leave out the terms in which rows, or columns, coincide, which makes each an unbiased
/// U-statistic (and their ratio nearly unbiased). Source: C. Chun et al. (ICLR 2026). Time: rows² · cols.
pub fn participation_ratio(x: &Rows) -> ParticipationRatio {
    // The statistics do not change with the mean; without it they do not lose digits to it.
    let centred = x.centred();
    ratios(&centred, &centred.gram())
}

/// The same of a cloud.
pub fn participation_of(cloud: &Cloud) -> ParticipationRatio {
    ratios(&cloud.centred, &cloud.products)
}

fn ratios(x: &Rows, products: &Mat<f64>) -> ParticipationRatio {
    if x.rows() < 2 {
        return ParticipationRatio::default();
    }
    let all = Sums::of_gram(products);
    let distinct = powers(x).into_iter().fold(all, |sums, powers| sums.without(&Sums::of_column(powers)));
    let (many_rows, many_cols, n) = (x.rows() >= 4, x.cols() >= 2, x.rows() as f64);
    ParticipationRatio {
        naive: all.biased(),
        rows: all.unbiased(n).filter(|_| many_rows),
        columns: distinct.biased().filter(|_| many_cols),
        both: distinct.unbiased(n).filter(|_| many_rows && many_cols),
    }
}

/// Of every column the sums of x, x², x³ and x⁴: row by row, as the numbers lie.
fn powers(x: &Rows) -> Vec<[f64; 4]> {
    let mut sums = vec![[0.0; 4]; x.cols()];
    for i in 0..x.rows() {
        for ([p1, p2, p3, p4], x) in sums.iter_mut().zip(x.row(i)) {
            let square = x * x;
            *p1 += x;
            *p2 += square;
            *p3 += square * x;
            *p4 += square * square;
        }
    }
    sums
}

/// Sums of products of two inner products of rows, K = x xᵀ, over distinct rows i, j, k, l.
#[derive(Debug, Clone, Copy)]
struct Sums {
    /// Σ K_ii²
    alone: f64,
    /// Σ K_ii K_jj
    traces: f64,
    /// Σ K_ij²
    pair: f64,
    /// Σ K_ii K_jk
    trace_pair: f64,
    /// Σ K_ij K_ik
    chain: f64,
    /// Σ K_ij K_kl
    pairs: f64,
}

impl Sums {
    fn of_gram(gram: &Mat<f64>) -> Sums {
        let (mut alone, mut trace, mut pair, mut total, mut squares, mut weighted) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
        for (j, column) in gram.col_iter().enumerate() {
            let own = column[j];
            let others: f64 = column.iter().sum::<f64>() - own;
            alone += own * own;
            trace += own;
            pair += column.squared_norm_l2() - own * own;
            total += others;
            squares += others * others;
            weighted += own * others;
        }
        Sums {
            alone,
            traces: trace * trace - alone,
            pair,
            trace_pair: trace * total - 2.0 * weighted,
            chain: squares - pair,
            pairs: total * total - 4.0 * squares + 2.0 * pair,
        }
    }

    /// Of a single column K_ij = x_i x_j, from its power sums.
    fn of_column([p1, p2, p3, p4]: [f64; 4]) -> Sums {
        let pair = p2 * p2 - p4;
        let total = p1 * p1 - p2;
        let squares = p1 * p1 * p2 - 2.0 * p1 * p3 + p4;
        Sums {
            alone: p4,
            traces: pair,
            pair,
            trace_pair: p2 * total - 2.0 * (p1 * p3 - p4),
            chain: squares - pair,
            pairs: total * total - 4.0 * squares + 2.0 * pair,
        }
    }

    fn without(self, other: &Sums) -> Sums {
        Sums {
            alone: self.alone - other.alone,
            traces: self.traces - other.traces,
            pair: self.pair - other.pair,
            trace_pair: self.trace_pair - other.trace_pair,
            chain: self.chain - other.chain,
            pairs: self.pairs - other.pairs,
        }
    }

    /// With coinciding rows, of centred columns.
    fn biased(&self) -> Option<f64> {
        ratio(self.traces + self.alone, self.pair + self.alone)
    }

    fn unbiased(&self, n: f64) -> Option<f64> {
        let (two, three) = (n * (n - 1.0), n * (n - 1.0) * (n - 2.0));
        let pairs = self.pairs / (three * (n - 3.0));
        let numerator = self.traces / two - 2.0 * self.trace_pair / three + pairs;
        ratio(numerator, self.pair / two - 2.0 * self.chain / three + pairs)
    }
}

/// `None` also where an unbiased estimate of the denominator, which can be negative, says nothing.
fn ratio(numerator: f64, denominator: f64) -> Option<f64> {
    (denominator > 0.0).then(|| numerator / denominator)
}
