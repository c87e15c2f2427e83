//! From numbers to places: linear and logarithmic axes, and where their ticks stand.

/// An axis that reaches from `low` to `high` over the places `start` to `end`.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    /// The least number shown.
    pub low: f64,
    /// The greatest number shown.
    pub high: f64,
    /// Where the least number stands.
    pub start: f64,
    /// Where the greatest number stands.
    pub end: f64,
    /// True for a logarithmic axis.
    pub log: bool,
}

impl Scale {
    /// An axis that shows all of `values` that it can show, widened to whole ticks on a linear axis that is not tight.
    pub fn over(values: impl Iterator<Item = f64>, log: bool, tight: bool, (start, end): (f64, f64)) -> Scale {
        let shown = values.filter(|&x| x.is_finite() && (!log || x > 0.0));
        let range = shown.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)));
        let (mut low, mut high) = if range.0 <= range.1 { range } else { (if log { 1.0 } else { 0.0 }, 1.0) };
        if low == high {
            (low, high) = match (log, low == 0.0) {
                (true, _) => (low / 2.0, high * 2.0),
                // Nothing yet of what is counted: there is no less of it.
                (_, true) => (0.0, 1.0),
                _ => (low - 0.5, high + 0.5),
            };
        }
        let mut scale = Scale { low, high, start, end, log };
        if !log && !tight {
            let step = step(high - low);
            scale.low = (low / step + 1e-9).floor() * step;
            scale.high = (high / step - 1e-9).ceil() * step;
        }
        scale
    }

    /// The place of a number; `None` for one that this axis cannot show.
    pub fn place(&self, x: f64) -> Option<f64> {
        let at = |x: f64| if self.log { x.ln() } else { x };
        let share = (at(x) - at(self.low)) / (at(self.high) - at(self.low));
        share.is_finite().then_some(self.start + share * (self.end - self.start))
    }

    /// Ticks with their labels: steps of 1, 2 or 5 times a power of ten, or powers of ten (and what lies between, where
    /// an axis holds less than two of them; more of it, where it holds little of that, down to the steps of a linear axis).
    pub fn ticks(&self) -> Vec<(f64, String)> {
        if !self.log {
            return self.even();
        }
        let (first, last) = (self.low.log10().floor() as i32, self.high.log10().ceil() as i32);
        // So many powers of ten that their labels would touch: only some are shown.
        let every = ((last - first) / 8 + 1) as usize;
        let powers = (first..=last).step_by(every).map(|e| 10f64.powi(e));
        let inside = |x: &f64| (self.low * 0.999..=self.high * 1.001).contains(x);
        let whole: Vec<f64> = powers.clone().filter(inside).collect();
        let between = |steps: &[f64]| -> Vec<f64> {
            powers.clone().flat_map(|p| steps.iter().map(move |step| step * p)).filter(inside).collect()
        };
        let coarse = between(&[1.0, 2.0, 5.0]);
        let ticks = match (whole.len(), coarse.len()) {
            (2.., _) => whole,
            (_, 3..) => coarse,
            _ => between(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0]),
        };
        if ticks.len() < 3 && self.high < 10.0 * self.low {
            return self.even();
        }
        ticks.into_iter().map(|x| (x, log_label(x))).collect()
    }

    /// Ticks in even steps.
    fn even(&self) -> Vec<(f64, String)> {
        let step = step(self.high - self.low);
        let (first, last) = ((self.low / step - 1e-9).ceil() as i64, (self.high / step + 1e-9).floor() as i64);
        let most = self.low.abs().max(self.high.abs());
        // As powers of ten where that is shorter: there is room for five digits.
        let power = if most >= 1e5 { step >= most / 100.0 } else { step < 1e-4 };
        let decimals = (-step.log10().floor()).max(0.0) as usize;
        let label = |x: f64| if power { power_label(x, step) } else { linear_label(x, decimals) };
        (first..=last).map(|k| (k as f64 * step, label(k as f64 * step))).collect()
    }
}

/// A step of 1, 2 or 5 times a power of ten that divides `range` in at most six.
fn step(range: f64) -> f64 {
    let power = 10f64.powf((range / 6.0).log10().floor());
    [1.0, 2.0, 5.0, 10.0].map(|m| m * power).into_iter().find(|s| range / s <= 6.0 + 1e-9).unwrap_or(10.0 * power)
}

fn linear_label(x: f64, decimals: usize) -> String {
    let text = if x.abs() >= 1e6 { format!("{x:e}") } else { format!("{:.decimals$}", x + 0.0) };
    text.replace('-', "−")
}

fn log_label(x: f64) -> String {
    if (1e-3..1e5).contains(&x) {
        return format!("{}", (x * 1e6).round() / 1e6);
    }
    power_label(x, 10f64.powf(x.log10().floor()))
}

/// With a power of ten, and as many digits as tell it from its neighbour one `step` away.
fn power_label(x: f64, step: f64) -> String {
    if x == 0.0 {
        return "0".into();
    }
    let exponent = (x.abs().log10() + 1e-9).floor() as i32;
    let decimals = (f64::from(exponent) - (step.log10() + 1e-9).floor()).max(0.0) as usize;
    let mantissa = format!("{:.decimals$}", x.abs() / 10f64.powi(exponent));
    let mantissa = if decimals > 0 { mantissa.trim_end_matches('0').trim_end_matches('.') } else { &mantissa };
    let raised: String = exponent.to_string().chars().map(superscript).collect();
    let sign = if x < 0.0 { "−" } else { "" };
    if mantissa == "1" { format!("{sign}10{raised}") } else { format!("{sign}{mantissa}·10{raised}") }
}

fn superscript(digit: char) -> char {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    digit.to_digit(10).map_or('⁻', |d| DIGITS[d as usize])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(values: &[f64], log: bool) -> Vec<String> {
        let scale = Scale::over(values.iter().copied(), log, false, (0.0, 100.0));
        scale.ticks().into_iter().map(|(_, label)| label).collect()
    }

    #[test]
    fn ticks_are_round_numbers() {
        assert_eq!(labels(&[0.0, 0.97], false), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
        assert_eq!(labels(&[-3.0, 4.0], false), ["−4", "−2", "0", "2", "4"]);
        assert_eq!(labels(&[0.0, 1200.0], false), ["0", "200", "400", "600", "800", "1000", "1200"]);
        assert_eq!(labels(&[0.0, 2.5e5], false), ["0", "5·10⁴", "10⁵", "1.5·10⁵", "2·10⁵", "2.5·10⁵"]);
        assert_eq!(labels(&[-1e-15, 1e-15], false), ["−10⁻¹⁵", "−5·10⁻¹⁶", "0", "5·10⁻¹⁶", "10⁻¹⁵"]);
        assert_eq!(labels(&[100_000.0, 100_002.0], false)[..2], ["100000.0", "100000.5"]);
        assert_eq!(labels(&[0.5, 2000.0], true), ["1", "10", "100", "1000"]);
        assert_eq!(labels(&[2.0, 60.0], true), ["2", "5", "10", "20", "50"]);
        assert_eq!(labels(&[1e-6, 1e-5], true), ["10⁻⁶", "10⁻⁵"]);
        assert_eq!(labels(&[3.5, 7.2], true), ["4", "5", "6", "7"]);
        assert_eq!(labels(&[6.39, 6.98], true), ["6.4", "6.5", "6.6", "6.7", "6.8", "6.9"]);
        assert_eq!(labels(&[16.0, 32.0], true), ["20", "25", "30"]);
    }

    #[test]
    fn every_axis_has_two_ticks_or_more() {
        for low in [1.0, 1.3, 1.9, 2.4, 5.1, 6.3, 9.2, 9.9] {
            for ratio in [1.02, 1.1, 1.5, 2.0, 5.0, 9.9, 10.1, 30.0, 1e4, 1e9] {
                for scale in [1e-4, 1.0, 1e4] {
                    let found = labels(&[low * scale, low * scale * ratio], true);
                    let mut once = found.clone();
                    once.dedup();
                    assert!(found.len() >= 2 && once == found, "{low} × {scale}, ratio {ratio}: {found:?}");
                }
            }
        }
    }

    #[test]
    fn what_an_axis_cannot_show_has_no_place() {
        let scale = Scale::over([1.0, 100.0, f64::NAN, -1.0].into_iter(), true, false, (0.0, 10.0));
        assert_eq!(scale.place(10.0), Some(5.0));
        assert_eq!([scale.place(0.0), scale.place(-1.0), scale.place(f64::NAN)], [None; 3]);
    }

    #[test]
    fn nothing_yet_is_no_less_than_nothing() {
        assert_eq!(labels(&[0.0], false)[0], "0.0");
    }

    #[test]
    fn an_axis_of_nothing_or_of_one_number_is_still_an_axis() {
        for values in [&[][..], &[f64::NAN], &[3.0]] {
            for log in [false, true] {
                assert!(!labels(values, log).is_empty(), "{values:?} log {log}");
            }
        }
    }
}
