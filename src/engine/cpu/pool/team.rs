//! The workers of a pool: how they wait, start, finish and fail.
use std::any::Any;
use std::cell::UnsafeCell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle, Thread};

/// Polls before a waiting thread offers its core to others: some 5 µs, the skew of equal parts.
const POLLS: u32 = 100;
/// Offers before it sleeps: some 300 µs with nobody to take them, more than the serial work between two parallel pieces. To
/// wake a thread takes 5 µs, and in a virtual machine, whose idle core goes to others, 50 and more. Where threads outnumber
/// free cores, the first offer already helps the others.
const OFFERS: u32 = 1000;

type Part<'a> = dyn Fn(usize) + Sync + 'a;

/// What the caller and the workers share.
struct Board {
    /// Number of the current piece of work; a worker that sees it change starts.
    epoch: AtomicUsize,
    /// The current piece of work; None sends the workers home.
    part: UnsafeCell<Option<*const Part<'static>>>,
    /// Workers still at the current piece.
    pending: AtomicUsize,
    /// The caller, while it sleeps until `pending` is 0.
    caller: Mutex<Option<Thread>>,
    asleep: Box<[AtomicBool]>,
    failure: Mutex<Option<Box<dyn Any + Send>>>,
}

// SAFETY: `part` is written only by the caller while no worker is at work, before it releases
// `epoch`; workers read it only after acquiring that epoch and before they decrement `pending`.
unsafe impl Send for Board {}
// SAFETY: as above.
unsafe impl Sync for Board {}

pub struct Team {
    board: Arc<Board>,
    workers: Vec<JoinHandle<()>>,
}

impl Team {
    pub fn start(workers: usize) -> std::io::Result<Self> {
        let board = Arc::new(Board {
            epoch: AtomicUsize::new(0),
            part: UnsafeCell::new(None),
            pending: AtomicUsize::new(0),
            caller: Mutex::new(None),
            asleep: (0..workers).map(|_| AtomicBool::new(false)).collect(),
            failure: Mutex::new(None),
        });
        let mut team = Self { board, workers: Vec::with_capacity(workers) };
        for index in 0..workers {
            let board = Arc::clone(&team.board);
            let name = format!("trifactor-{}", index + 1);
            // On failure the drop of `team` sends those started so far home.
            team.workers.push(thread::Builder::new().name(name).spawn(move || work(&board, index))?);
        }
        Ok(team)
    }

    pub fn workers(&self) -> usize {
        self.workers.len()
    }

    /// # Safety
    /// No other call may be under way.
    pub unsafe fn run(&self, part: &Part<'_>) {
        let pointer: *const Part<'_> = part;
        // SAFETY: only the lifetime changes; this function returns after every worker has let go.
        self.begin(Some(unsafe { std::mem::transmute::<*const Part<'_>, *const Part<'static>>(pointer) }));
        let own = catch_unwind(AssertUnwindSafe(|| part(0)));
        self.wait();
        let theirs = lock(&self.board.failure).take();
        if let Some(panic) = own.err().or(theirs) {
            resume_unwind(panic);
        }
    }

    fn begin(&self, part: Option<*const Part<'static>>) {
        // SAFETY: no piece is under way, so no worker looks at `part` until the epoch changes.
        unsafe { *self.board.part.get() = part };
        self.board.pending.store(self.workers.len(), Ordering::Relaxed);
        // Sequentially consistent with `asleep`: either the worker sees this epoch before it sleeps,
        // or this thread sees that it sleeps.
        self.board.epoch.fetch_add(1, Ordering::SeqCst);
        for (worker, asleep) in self.workers.iter().zip(&self.board.asleep) {
            if asleep.load(Ordering::SeqCst) {
                worker.thread().unpark();
            }
        }
    }

    fn wait(&self) {
        let done = || self.board.pending.load(Ordering::Acquire) == 0;
        if poll(done) {
            return;
        }
        *lock(&self.board.caller) = Some(thread::current());
        while !done() {
            thread::park();
        }
        *lock(&self.board.caller) = None;
    }
}

impl Drop for Team {
    fn drop(&mut self) {
        self.begin(None);
        for worker in self.workers.drain(..) {
            // A worker catches every panic of its parts and has none of its own to report.
            let _ = worker.join();
        }
    }
}

fn work(board: &Board, index: usize) {
    let mut seen = 0;
    loop {
        let called = || board.epoch.load(Ordering::SeqCst) != seen;
        if !poll(called) {
            board.asleep[index].store(true, Ordering::SeqCst);
            while !called() {
                thread::park();
            }
            board.asleep[index].store(false, Ordering::SeqCst);
        }
        seen = seen.wrapping_add(1);
        // SAFETY: the epoch changed, so the caller has written `part` and waits for `pending`.
        let Some(part) = (unsafe { *board.part.get() }) else {
            return;
        };
        // SAFETY: the closure outlives this call: the caller returns only when `pending` is 0.
        let outcome = catch_unwind(AssertUnwindSafe(|| unsafe { (*part)(index + 1) }));
        if let Err(panic) = outcome {
            *lock(&board.failure) = Some(panic);
        }
        // From here on the caller may return: nothing of the piece is touched any more.
        if board.pending.fetch_sub(1, Ordering::AcqRel) == 1
            && let Some(caller) = &*lock(&board.caller)
        {
            caller.unpark();
        }
    }
}

/// Waits for `ready` without sleeping; false if it did not come soon.
fn poll(ready: impl Fn() -> bool) -> bool {
    for attempt in 0..POLLS + OFFERS {
        if ready() {
            return true;
        }
        if attempt < POLLS {
            std::hint::spin_loop();
        } else {
            thread::yield_now();
        }
    }
    ready()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
