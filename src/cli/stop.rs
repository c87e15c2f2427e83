//! Signals that ask a run to stop, and how long it may take about it.

use crate::error::INTERRUPTED;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::low_level::signal_name;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Set by the first signal: runs stop at a good place, and save what was done.
pub(crate) static STOP: AtomicBool = AtomicBool::new(false);

/// A second signal within this time is taken for the first one: GNU `timeout` sends each twice, and fingers do too.
const GRACE: Duration = Duration::from_secs(5);

/// Clusters send them before they kill, and terminals when they close.
#[cfg(unix)]
const SIGNALS: [i32; 5] = {
    use signal_hook::consts::{SIGHUP, SIGUSR1, SIGXCPU};
    [SIGINT, SIGTERM, SIGUSR1, SIGXCPU, SIGHUP]
};
#[cfg(not(unix))]
const SIGNALS: [i32; 2] = [SIGINT, SIGTERM];

/// Lets signals stop runs cleanly.
pub(crate) fn watch() {
    let mut patience = Patience::default();
    // Failing to install it only means that signals end the process, as they do by default.
    let _ = listen(move |signal| {
        let name = signal_name(signal).unwrap_or("a signal");
        match patience.hears(signal, Instant::now()) {
            Answer::Stop => {
                STOP.store(true, Ordering::Relaxed);
                eprintln!("{name}: stopping, and saving what was done");
            }
            Answer::KeepSaving => eprintln!("{name}: still saving; one more signal abandons what is not saved yet"),
            Answer::Abandon => {
                eprintln!("{name}: abandoned; what was done after the last checkpoint is lost");
                std::process::exit(INTERRUPTED.into());
            }
            Answer::Nothing => {}
        }
    });
}

/// Lets what is written beyond a limit on the size of files fail as on a full disk. By default that ends the process, and
/// nothing says why.
pub(crate) fn outlive_limits() {
    #[cfg(unix)]
    {
        // If that fails the default stays.
        let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, Arc::new(AtomicBool::new(false)));
    }
}

/// What a signal does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Stop,
    KeepSaving,
    Abandon,
    Nothing,
}

/// Signals heard so far.
#[derive(Debug, Default)]
struct Patience {
    first: Option<Instant>,
    again: bool,
}

impl Patience {
    fn hears(&mut self, signal: i32, now: Instant) -> Answer {
        let Some(first) = self.first else {
            self.first = Some(now);
            return Answer::Stop;
        };
        if is_repeated(signal) {
            return Answer::Nothing;
        }
        if now.duration_since(first) > GRACE || std::mem::replace(&mut self.again, true) {
            Answer::Abandon
        } else {
            Answer::KeepSaving
        }
    }
}

/// True for the signal that the system itself sends every second, from the limit on processor time (`ulimit -St`) on: it
/// says nothing of anybody's patience.
fn is_repeated(signal: i32) -> bool {
    #[cfg(unix)]
    return signal == signal_hook::consts::SIGXCPU;
    #[cfg(not(unix))]
    return signal < 0;
}

/// Calls `heard` with each signal, on a thread of its own.
#[cfg(unix)]
fn listen(mut heard: impl FnMut(i32) + Send + 'static) -> io::Result<()> {
    let mut signals = signal_hook::iterator::Signals::new(SIGNALS.into_iter().filter(|signal| !is_ignored(*signal)))?;
    let listen = move || signals.forever().for_each(&mut heard);
    std::thread::Builder::new().name("signals".into()).spawn(listen).map(drop)
}

/// The same where signals can only be counted: Windows has Ctrl-C and no more.
#[cfg(not(unix))]
fn listen(mut heard: impl FnMut(i32) + Send + 'static) -> io::Result<()> {
    let flags = SIGNALS.map(|signal| (signal, Arc::new(AtomicBool::new(false))));
    for (signal, flag) in &flags {
        signal_hook::flag::register(*signal, Arc::clone(flag))?;
    }
    let listen = move || {
        loop {
            let raised = flags.iter().filter(|(_, flag)| flag.swap(false, Ordering::Relaxed));
            raised.for_each(|(signal, _)| heard(*signal));
            std::thread::sleep(Duration::from_millis(20));
        }
    };
    std::thread::Builder::new().name("signals".into()).spawn(listen).map(drop)
}

/// True for a hang-up that the process was told to ignore when it began: `nohup` means that it goes on.
#[cfg(unix)]
fn is_ignored(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0);
    signal == signal_hook::consts::SIGHUP && ignored >> (signal - 1) & 1 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What each of these signals does that come so many seconds after the first.
    fn answers(heard: &[(i32, u64)]) -> Vec<Answer> {
        let (mut patience, begin) = (Patience::default(), Instant::now());
        heard.iter().map(|(signal, after)| patience.hears(*signal, begin + Duration::from_secs(*after))).collect()
    }

    #[test]
    fn a_second_signal_at_once_keeps_saving_and_a_third_or_a_late_one_abandons() {
        use Answer::{Abandon, KeepSaving, Stop};
        assert_eq!(answers(&[(SIGTERM, 0), (SIGTERM, 0), (SIGTERM, 1)]), [Stop, KeepSaving, Abandon]);
        assert_eq!(answers(&[(SIGTERM, 0), (SIGINT, 6)]), [Stop, Abandon]);
        assert_eq!(answers(&[(SIGINT, 0), (SIGINT, 4), (SIGINT, 30)]), [Stop, KeepSaving, Abandon]);
    }

    #[test]
    #[cfg(unix)]
    fn the_limit_on_processor_time_is_no_impatience() {
        use Answer::{Abandon, KeepSaving, Nothing, Stop};
        let limit = signal_hook::consts::SIGXCPU;
        assert_eq!(answers(&[(limit, 0), (limit, 1), (limit, 2), (limit, 60)]), [Stop, Nothing, Nothing, Nothing]);
        assert_eq!(
            answers(&[(limit, 0), (limit, 1), (SIGTERM, 2), (limit, 3), (SIGTERM, 3)]),
            [Stop, Nothing, KeepSaving, Nothing, Abandon]
        );
    }
}
