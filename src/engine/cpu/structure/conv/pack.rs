//! Patches of one replica, where they are wanted: a row holds what one number of the patches is at some places.

use crate::circuit::connectivity::Patches;
use crate::engine::cpu::gemm::tile::PANEL;
use std::ops::Range;

/// Rows `ks` and columns `places` of the patches' matrix, in panels: what forward sums are taken of.
pub fn columns_ahead(
    patches: &Patches,
    group: usize,
    x: &[f32],
    ks: Range<usize>,
    places: Range<usize>,
    panels: &mut [f32],
) {
    in_panels(ks, places, panels, |k, first, row| row_ahead(patches, group, x, k, first, row));
}

/// The same of the transposed convolution: number `k` is a map behind and a square of the kernel, a place is one of a map before.
pub fn columns_back(
    patches: &Patches,
    group: usize,
    delta: &[f32],
    ks: Range<usize>,
    places: Range<usize>,
    panels: &mut [f32],
) {
    in_panels(ks, places, panels, |k, first, row| row_back(patches, group, delta, k, first, row));
}

fn in_panels(ks: Range<usize>, places: Range<usize>, panels: &mut [f32], write: impl Fn(usize, usize, &mut [f32])) {
    let panels = panels.chunks_mut(ks.len().max(1) * PANEL);
    for (first, panel) in places.clone().step_by(PANEL).zip(panels) {
        let width = PANEL.min(places.end - first);
        for (k, row) in ks.clone().zip(panel.as_chunks_mut::<PANEL>().0) {
            write(k, first, &mut row[..width]);
            row[width..].fill(0.0);
        }
    }
}

/// Number `k` of the patches at the places from `first` on.
pub fn row_ahead(patches: &Patches, group: usize, x: &[f32], k: usize, first: usize, row: &mut [f32]) {
    let Patches { pre, post, kernel, stride, before, .. } = patches;
    let (map, ky, kx) = (k / (kernel * kernel), k / kernel % kernel, k % kernel);
    let map = &x[(group * patches.of_group()[0] + map) * pre.area()..][..pre.area()];
    by_line(post.width, first, row, |y, x, line| {
        let above = (y * stride + ky).checked_sub(before[0]).filter(|y| *y < pre.height);
        let Some(above) = above else { return line.fill(0.0) };
        let from = &map[above * pre.width..][..pre.width];
        // Places whose number lies inside the map: those with before ≤ x stride + kx < before + width.
        let start = before[1].saturating_sub(kx).div_ceil(*stride).saturating_sub(x).min(line.len());
        let end =
            (before[1] + pre.width).saturating_sub(kx).div_ceil(*stride).saturating_sub(x).clamp(start, line.len());
        line[..start].fill(0.0);
        line[end..].fill(0.0);
        if start < end {
            let at = (x + start) * stride + kx - before[1];
            match stride {
                1 => line[start..end].copy_from_slice(&from[at..at + end - start]),
                _ => line[start..end].iter_mut().zip(from[at..].iter().step_by(*stride)).for_each(|(to, x)| *to = *x),
            }
        }
    });
}

/// What the kernels of map k / squares behind send to the places of a map before from `first` on, through square k % squares.
fn row_back(patches: &Patches, group: usize, delta: &[f32], k: usize, first: usize, row: &mut [f32]) {
    let Patches { pre, post, kernel, stride, before, .. } = patches;
    let (map, ky, kx) = (k / (kernel * kernel), k / kernel % kernel, k % kernel);
    let map = &delta[(group * patches.of_group()[1] + map) * post.area()..][..post.area()];
    // The place behind from which `here` is seen through number `square` of its row or column.
    let seen_from = |here: usize, square: usize, before: usize, side: usize| {
        let far = (here + before).checked_sub(square)?;
        (far % stride == 0 && far / stride < side).then_some(far / stride)
    };
    by_line(pre.width, first, row, |y, x, line| {
        let Some(behind) = seen_from(y, ky, before[0], post.height) else { return line.fill(0.0) };
        let from = &map[behind * post.width..][..post.width];
        if *stride > 1 {
            for (at, to) in line.iter_mut().enumerate() {
                *to = seen_from(x + at, kx, before[1], post.width).map_or(0.0, |behind| from[behind]);
            }
            return;
        }
        let start = kx.saturating_sub(before[1]).saturating_sub(x).min(line.len());
        let end = (post.width + kx).saturating_sub(before[1]).saturating_sub(x).clamp(start, line.len());
        line[..start].fill(0.0);
        line[end..].fill(0.0);
        if start < end {
            let at = x + start + before[1] - kx;
            line[start..end].copy_from_slice(&from[at..at + end - start]);
        }
    });
}

/// Calls `write(y, x, part)` for the parts of `row` that lie in one line of a map of this width, beginning at place `first`.
fn by_line(width: usize, first: usize, row: &mut [f32], mut write: impl FnMut(usize, usize, &mut [f32])) {
    let (mut place, mut rest) = (first, row);
    while !rest.is_empty() {
        let (y, x) = (place / width, place % width);
        let (line, later) = rest.split_at_mut((width - x).min(rest.len()));
        place += line.len();
        write(y, x, line);
        rest = later;
    }
}
