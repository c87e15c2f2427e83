//! Memory that starts on a cache line.
use crate::real::Half;
use std::ops::{Deref, DerefMut};

/// Numbers per cache line of 64 bytes.
const LINE: usize = 16;
/// Numbers per huge page of 2 MiB.
const HUGE: usize = 1 << 19;
/// Buffers of at least this many numbers lie on huge pages, where the system has them: what no cache holds is read a
/// tenth faster, because a page of 4 KiB ends before the prefetcher is at speed.
const BIG: usize = 4 * HUGE;

/// A fixed number of `f32`, zero at first, that starts on a cache line.
///
/// An allocation of the system starts anywhere a multiple of 16 bytes, and a vector load that
/// touches two lines counts twice: products are up to a fifth faster on aligned rows. For the same
/// reason rows are best a multiple of 16 numbers long.
#[derive(Debug, Default)]
pub struct Buffer {
    data: Vec<f32>,
    start: usize,
    len: usize,
}

impl Buffer {
    /// `len` zeros.
    pub fn zeros(len: usize) -> Self {
        let align = if len < BIG { LINE } else { HUGE };
        // Zeros come from the system untouched, so what stands before the start takes no memory.
        let mut data = vec![0.0; len + align - 1];
        // A request that cannot be met is allowed by the documentation, and costs speed only.
        let start = data.as_ptr().align_offset(4 * align).min(align - 1);
        if align == HUGE {
            advise(&mut data[start..][..len]);
        }
        Self { data, start, len }
    }

    /// The same memory as numbers of half precision, two in place of each.
    pub fn halves(&self) -> &[Half] {
        // SAFETY: all bits are a number of half precision, at half the alignment, and two take the room of one.
        unsafe { std::slice::from_raw_parts(self.as_ptr().cast(), 2 * self.len) }
    }

    /// [`Buffer::halves`], to write.
    pub fn halves_mut(&mut self) -> &mut [Half] {
        // SAFETY: as above; and all bits are a number of single precision too.
        unsafe { std::slice::from_raw_parts_mut(self.as_mut_ptr().cast(), 2 * self.len) }
    }
}

/// Has the allocator give back to the system what is freed, from 4 MiB on. By itself the one of glibc keeps pieces of up to
/// 32 MiB once it has seen them freed; what comes and goes in a measurement would stay in their gaps, beyond any plan.
pub fn give_back() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: it changes how the allocator decides from here on, and nothing that was allocated.
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, GIVEN_BACK);
        // For every thread that allocates it would ask for 64 MiB of addresses, of which there may be few (ulimit -v).
        libc::mallopt(libc::M_ARENA_MAX, 1);
        libc::mallopt(libc::M_TRIM_THRESHOLD, 4 * GIVEN_BACK);
    }
}

/// Smaller pieces come and go too often to be worth the system's work.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const GIVEN_BACK: libc::c_int = 4 << 20;

/// Asks for huge pages; where there are none, everything is as before.
fn advise(data: &mut [f32]) {
    #[cfg(target_os = "linux")]
    // SAFETY: the range is ours, and the advice changes nothing that a program can see.
    unsafe {
        libc::madvise(data.as_mut_ptr().cast(), size_of_val(data), libc::MADV_HUGEPAGE);
    }
    #[cfg(not(target_os = "linux"))]
    let _ = data;
}

impl From<&[f32]> for Buffer {
    fn from(from: &[f32]) -> Self {
        let mut buffer = Self::zeros(from.len());
        buffer.copy_from_slice(from);
        buffer
    }
}

/// Aligned anew, where the original's offset would be meaningless.
impl Clone for Buffer {
    fn clone(&self) -> Self {
        Self::from(&**self)
    }
}

impl Deref for Buffer {
    type Target = [f32];
    #[inline(always)]
    fn deref(&self) -> &[f32] {
        &self.data[self.start..][..self.len]
    }
}

impl DerefMut for Buffer {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut [f32] {
        &mut self.data[self.start..][..self.len]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buffers_and_their_copies_start_on_a_cache_line() {
        for len in [0, 1, 15, 16, 17, 1000, 100_000, BIG, BIG + 1] {
            let mut buffer = Buffer::zeros(len);
            assert!(buffer.len() == len && buffer.iter().all(|x| *x == 0.0));
            buffer.fill(3.0);
            let copy = buffer.clone();
            assert_eq!(*copy, *buffer);
            assert!(copy.as_ptr().align_offset(64) == 0 && buffer.as_ptr().align_offset(64) == 0);
        }
    }
}
