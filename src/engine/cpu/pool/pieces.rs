//! Who does which piece: everyone begins with a share of their own, and then helps those who are behind.
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Pieces of a thread's share: what a thread may be behind by, when all others have nothing left to do, is one of them.
const PIECES: usize = 6;
/// Pieces begin at multiples of this where there are enough rows: whole tiles of every kernel, and whole cache lines of a row
/// of outputs.
const WHOLE: usize = 48;

/// A number of a cache line of its own: threads count without disturbing each other.
#[repr(align(64))]
#[derive(Default)]
struct Taken(AtomicUsize);

/// How many pieces of every thread's share were taken.
pub struct Board(Box<[Taken]>);

impl Board {
    pub fn new(threads: usize) -> Board {
        Board((0..threads).map(|_| Taken::default()).collect())
    }

    /// Nothing was taken yet.
    pub fn clear(&self) {
        self.0.iter().for_each(|taken| taken.0.store(0, Ordering::Relaxed));
    }

    /// Calls `body` with all pieces that `part` comes to: those of its own share, then those that others have not begun.
    pub fn take(&self, division: Division, part: usize, body: impl Fn(Range<usize>)) {
        let Division { pieces, parts, .. } = division;
        for whose in (part..parts).chain(0..part) {
            let share = share(pieces, parts, whose);
            loop {
                let next = share.start + self.0[whose].0.fetch_add(1, Ordering::Relaxed);
                if next >= share.end {
                    break;
                }
                body(division.piece(next));
            }
        }
    }
}

/// Rows in pieces of about the same size.
#[derive(Clone, Copy)]
pub struct Division {
    rows: usize,
    /// Rows that are not divided.
    unit: usize,
    pieces: usize,
    /// Threads that take part.
    pub parts: usize,
}

impl Division {
    /// `rows` in pieces of `grain` rows or more, for no more than `threads` threads.
    pub fn of(rows: usize, grain: usize, threads: usize) -> Division {
        let grain = grain.max(1);
        let parts = (rows / grain).clamp(1, threads);
        if parts == 1 {
            return Division { rows, unit: 1, pieces: 1, parts };
        }
        let unit = if rows >= 2 * WHOLE * parts { WHOLE } else { 1 };
        let most = (rows / grain.next_multiple_of(unit)).max(parts);
        Division { rows, unit, pieces: most.min(PIECES * parts), parts }
    }

    fn piece(self, i: usize) -> Range<usize> {
        let units = share(self.rows.div_ceil(self.unit), self.pieces, i);
        self.rows.min(units.start * self.unit)..self.rows.min(units.end * self.unit)
    }
}

/// The `part`-th of `parts` nearly equal ranges of `0..n`.
fn share(n: usize, parts: usize, part: usize) -> Range<usize> {
    n * part / parts..n * (part + 1) / parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;

    #[test]
    fn pieces_follow_each_other_and_are_not_small() {
        for rows in [0, 1, 5, 47, 96, 191, 192, 1000, 1024, 4096] {
            for grain in [0, 1, 16, 100, usize::MAX] {
                for threads in 1..5 {
                    let division = Division::of(rows, grain, threads);
                    let pieces: Vec<Range<usize>> = (0..division.pieces).map(|i| division.piece(i)).collect();
                    assert!(pieces.windows(2).all(|pair| pair[0].end == pair[1].start), "{rows} {grain} {threads}");
                    assert_eq!((pieces[0].start, pieces[pieces.len() - 1].end), (0, rows));
                    assert!(division.parts <= threads && (division.parts == 1 || rows / division.parts >= grain));
                }
            }
        }
    }

    #[test]
    fn whoever_comes_late_finds_everything_done() {
        let (board, division) = (Board::new(3), Division::of(1000, 16, 3));
        let seen = RefCell::new(Vec::new());
        for round in 0..2 {
            board.clear();
            board.take(division, 1, |range| seen.borrow_mut().extend(range));
            board.take(division, 0, |_| panic!("nothing is left"));
            board.take(division, 2, |_| panic!("nothing is left"));
            assert_eq!(seen.borrow_mut().drain(..).min(), Some(0), "round {round}");
        }
        board.clear();
        for part in [2, 0, 1] {
            board.take(division, part, |range| seen.borrow_mut().extend(range));
        }
        let mut seen = seen.into_inner();
        assert!(seen[0] > 600, "the own share comes first: {}", seen[0]);
        seen.sort_unstable();
        assert!(seen.into_iter().eq(0..1000));
    }
}
