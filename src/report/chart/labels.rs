//! Heights of the names beside a chart: each as near to its line as the others allow.

/// Moves labels that want to stand at `wanted` apart by at least `gap`, between `top` and `bottom` as far as they fit.
pub fn spread(wanted: &[f64], gap: f64, top: f64, bottom: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|&a, &b| wanted[a].total_cmp(&wanted[b]));
    // Blocks of labels that touch: (sum of what its members want for the first of them, members).
    let mut blocks: Vec<(f64, usize)> = Vec::new();
    let start = |(sum, count): (f64, usize)| {
        let last = bottom - gap * (count as f64 - 1.0);
        (sum / count as f64).min(last).max(top)
    };
    for &label in &order {
        blocks.push((wanted[label], 1));
        while let [.., before, after] = blocks[..] {
            if start(before) + gap * before.1 as f64 <= start(after) {
                break;
            }
            blocks.pop();
            let shift = gap * (before.1 * after.1) as f64;
            *blocks.last_mut().expect("two were there") = (before.0 + after.0 - shift, before.1 + after.1);
        }
    }
    let mut heights = vec![0.0; wanted.len()];
    let mut places = order.iter();
    for block in blocks {
        for (k, &label) in places.by_ref().take(block.1).enumerate() {
            heights[label] = start(block) + gap * k as f64;
        }
    }
    heights
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_stand_apart_and_near_to_what_they_want() {
        let heights = spread(&[50.0, 10.0, 52.0, 51.0, 99.0], 10.0, 0.0, 100.0);
        let mut sorted = heights.clone();
        sorted.sort_by(f64::total_cmp);
        assert!(sorted.windows(2).all(|pair| pair[1] - pair[0] >= 10.0 - 1e-9), "{heights:?}");
        assert_eq!(heights, [41.0, 10.0, 61.0, 51.0, 99.0]);
    }

    #[test]
    fn labels_at_one_height_keep_inside() {
        assert_eq!(spread(&[98.0, 98.0, 98.0], 10.0, 0.0, 100.0), [80.0, 90.0, 100.0]);
        assert_eq!(spread(&[85.0, 99.0, 99.0], 10.0, 0.0, 100.0), [80.0, 90.0, 100.0]);
    }
}
