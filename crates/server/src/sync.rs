use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks even after a panic elsewhere: one panic ends one task, not everybody's calls.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
