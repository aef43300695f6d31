//! Gives freed memory back to the system.

/// Returns what the program has freed to the system, from all heaps, and tells whether there was anything.
///
/// Takes the locks of one heap after the other while it looks through them: some milliseconds for a heap of 50 MB, so
/// this is for a moment in which little happens. Does nothing, and returns `false`, unless the C library is glibc.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[expect(unsafe_code, reason = "glibc has no other interface to its heap")]
pub fn give_back() -> bool {
    // SAFETY: `malloc_trim` takes a number, and may be called by any thread at any time (MT-Safe in its manual).
    unsafe { libc::malloc_trim(0) == 1 }
}

/// Returns what the program has freed to the system. Here, the C library does so by itself, or has no way to be asked.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub fn give_back() -> bool {
    false
}

#[cfg(all(test, target_os = "linux", target_env = "gnu"))]
mod tests {
    use super::give_back;
    use std::fs;

    /// Pages of 4 kB in memory.
    fn resident() -> usize {
        let text = fs::read_to_string("/proc/self/statm").unwrap();
        text.split(' ').nth(1).unwrap().parse().unwrap()
    }

    #[test]
    fn what_was_freed_below_something_in_use_returns_to_the_system() {
        // Below the size from which each allocation is a mapping of its own.
        let mut blocks: Vec<_> = (0..4_000).map(|_| vec![1_u8; 16_000]).collect();
        let last = blocks.pop();
        drop(blocks);
        let before = resident();
        assert!(give_back());
        let after = resident();
        assert!(before - after > 10_000, "{before} -> {after} pages");
        drop(last);
    }
}
