//! Dividing rows, columns and items among the threads.
use super::Pool;
use super::pieces::Division;
use crate::engine::cpu::mat::MatMut;
use std::ops::Range;

/// A pointer whose targets the threads divide among themselves.
struct Shared<T>(*mut T);

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Shared<T> {}

// SAFETY: every thread reaches its own elements only, as the functions below arrange.
unsafe impl<T: Send> Send for Shared<T> {}
// SAFETY: as above.
unsafe impl<T: Send> Sync for Shared<T> {}

impl<T> Shared<T> {
    /// # Safety
    /// The range lies inside the slice that the pointer came from and belongs to this thread.
    unsafe fn slice<'a>(self, range: Range<usize>) -> &'a mut [T] {
        // SAFETY: promised by the caller.
        unsafe { std::slice::from_raw_parts_mut(self.0.add(range.start), range.len()) }
    }
}

impl<'a> Shared<MatMut<'a>> {
    /// # Safety
    /// The columns belong to this thread, and the view is there as long as they are.
    unsafe fn columns(self, range: Range<usize>) -> MatMut<'a> {
        // SAFETY: a bitwise copy of the view, cut at once to columns that are this thread's alone.
        let whole = unsafe { std::ptr::read(self.0) };
        let (_, tail) = whole.split_cols(range.start);
        tail.split_cols(range.len()).0
    }

    /// # Safety
    /// The rows belong to this thread, and the view is there as long as they are.
    unsafe fn rows(self, range: Range<usize>) -> MatMut<'a> {
        // SAFETY: a bitwise copy of the view, cut at once to rows that are this thread's alone.
        let whole = unsafe { std::ptr::read(self.0) };
        let (_, tail) = whole.split_rows(range.start);
        tail.split_rows(range.len()).0
    }
}

impl Pool {
    /// Calls `body(part, range)` with disjoint ranges that cover `0..n`, each at least `grain` long: several a thread, so
    /// that whoever is done helps who is behind. `part` tells the thread, and is less than their number.
    pub fn ranges(&self, n: usize, grain: usize, body: impl Fn(usize, Range<usize>) + Sync) {
        let division = Division::of(n, grain, self.threads());
        if division.parts == 1 || self.busy.get() {
            return body(0, 0..n);
        }
        let board = &self.board;
        board.clear();
        self.run(&|part| {
            if part < division.parts {
                board.take(division, part, |range| body(part, range));
            }
        });
    }

    /// Like [`Pool::ranges`] over rows, handing each thread its own rows of every output.
    ///
    /// An output is a slice and the length of one row in it; a slice shorter than `rows` rows is the
    /// caller's bug and panics.
    pub fn split<T: Send, const K: usize>(
        &self,
        rows: usize,
        grain: usize,
        outputs: [(&mut [T], usize); K],
        body: impl Fn(Range<usize>, [&mut [T]; K]) + Sync,
    ) {
        // A vector of units takes no memory.
        self.split_with(rows, grain, &mut vec![(); self.threads()], outputs, |range, (), own| body(range, own));
    }

    /// [`Pool::split`] with scratch. One scratch per thread is needed; fewer is the caller's bug and panics.
    pub fn split_with<T: Send, S: Send, const K: usize>(
        &self,
        rows: usize,
        grain: usize,
        scratch: &mut [S],
        outputs: [(&mut [T], usize); K],
        body: impl Fn(Range<usize>, &mut S, [&mut [T]; K]) + Sync,
    ) {
        let scratch = Shared(scratch[..self.threads()].as_mut_ptr());
        let outputs = outputs.map(|(data, length)| (Shared(data[..rows * length].as_mut_ptr()), length));
        self.ranges(rows, grain, |part, range| {
            #[expect(
                clippy::redundant_locals,
                reason = "a copy of the thread's own, which nothing that is written can alias"
            )]
            let scratch = scratch;
            // SAFETY: part < threads, and no other part has this number.
            let scratch = unsafe { scratch.slice(part..part + 1) };
            // SAFETY: ranges are disjoint and inside `0..rows`; the lengths were checked above.
            let own = outputs.map(|(data, n)| unsafe { data.slice(range.start * n..range.end * n) });
            body(range, &mut scratch[0], own);
        });
    }

    /// Like [`Pool::split`], handing each thread besides the columns of `c` that belong to its rows, `unit` columns a
    /// row: a matrix of one row of outputs a replica.
    pub fn split_columns<T: Send, const K: usize>(
        &self,
        rows: usize,
        grain: usize,
        (mut c, unit): (MatMut<'_>, usize),
        outputs: [(&mut [T], usize); K],
        body: impl Fn(Range<usize>, MatMut<'_>, [&mut [T]; K]) + Sync,
    ) {
        assert!(c.cols() == rows * unit);
        let view = Shared(&raw mut c);
        self.split(rows, grain, outputs, |range, outputs| {
            // SAFETY: the ranges of `split` are disjoint, and so are the columns that belong to them.
            let own = unsafe { view.columns(range.start * unit..range.end * unit) };
            body(range, own, outputs);
        });
    }

    /// Calls `body(i, row, scratch)` for every row of `c`. One scratch per thread is needed; fewer is the caller's bug and panics.
    pub fn each_row<S: Send>(
        &self,
        mut c: MatMut<'_>,
        grain: usize,
        scratch: &mut [S],
        body: impl Fn(usize, &mut [f32], &mut S) + Sync,
    ) {
        let scratch = Shared(scratch[..self.threads()].as_mut_ptr());
        let (rows, view) = (c.rows(), Shared(&raw mut c));
        self.ranges(rows, grain, |part, range| {
            let (view, scratch) = (view, scratch);
            // SAFETY: ranges are disjoint, and a view of their rows ends here.
            let mut own = unsafe { view.rows(range.clone()) };
            // SAFETY: part < threads, and no other part has this number.
            let scratch = unsafe { scratch.slice(part..part + 1) };
            range.enumerate().for_each(|(at, row)| body(row, own.row(at), &mut scratch[0]));
        });
    }

    /// Calls `body(i, row)` for every row of a matrix whose rows differ in length: row i is `starts[i]..starts[i + 1]` of
    /// `data`. Each thread takes `grain` rows or more. `starts` that fall or leave `data` are the caller's bug and panic.
    pub fn rows<T: Send>(&self, starts: &[u32], grain: usize, data: &mut [T], body: impl Fn(usize, &mut [T]) + Sync) {
        let last = starts.last().map_or(0, |&end| end as usize);
        assert!(starts.is_sorted() && last <= data.len());
        let data = Shared(data.as_mut_ptr());
        self.ranges(starts.len().saturating_sub(1), grain, |_, range| {
            for i in range {
                let row = starts[i] as usize..starts[i + 1] as usize;
                // SAFETY: rows are disjoint and inside the data, as was checked above, and each row is one thread's.
                body(i, unsafe { data.slice(row) });
            }
        });
    }

    /// Calls `body(i, item)` for every item; each thread takes a contiguous share.
    ///
    /// Also the way to give every thread scratch of its own: one item per thread.
    pub fn each<T: Send>(&self, items: &mut [T], body: impl Fn(usize, &mut T) + Sync) {
        self.split(items.len(), 1, [(items, 1)], |range, [items]| {
            range.zip(items).for_each(|(i, item)| body(i, item));
        });
    }

    /// Like [`Pool::ranges`] over the columns of `c`, handing each thread its own columns and
    /// scratch. One scratch per thread is needed; fewer is the caller's bug and panics.
    pub fn columns<S: Send>(
        &self,
        mut c: MatMut<'_>,
        grain: usize,
        scratch: &mut [S],
        body: impl Fn(Range<usize>, MatMut<'_>, &mut S) + Sync,
    ) {
        let scratch = Shared(scratch[..self.threads()].as_mut_ptr());
        let (cols, view) = (c.cols(), Shared(&raw mut c));
        self.ranges(cols, grain, |part, range| {
            let (view, scratch) = (view, scratch);
            // SAFETY: ranges are disjoint.
            let own = unsafe { view.columns(range.clone()) };
            // SAFETY: part < threads, and no other part has this number.
            let scratch = unsafe { scratch.slice(part..part + 1) };
            body(range, own, &mut scratch[0]);
        });
    }
}
