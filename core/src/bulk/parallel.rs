//! Work shared among threads, where it is asked for. What comes of it is the same for any number of them.

/// Does some work for each of some things, by so many threads; gives what came of it in their order.
pub(super) fn each<T: Sync, R: Send>(
    threads: usize,
    things: &[T],
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    #[cfg(feature = "parallel")]
    if threads > 1 && things.len() > 1 {
        return by_threads::each(threads, things, &work);
    }
    let _ = threads;
    things.iter().map(work).collect()
}

/// Does two pieces of work, at the same time if there are threads for it.
pub(super) fn both<A: Send, B: Send>(
    threads: usize,
    one: impl FnOnce() -> A + Send,
    other: impl FnOnce() -> B + Send,
) -> (A, B) {
    #[cfg(feature = "parallel")]
    if threads > 1 {
        return by_threads::both(one, other);
    }
    let _ = threads;
    (one(), other())
}

#[cfg(feature = "parallel")]
mod by_threads {
    use std::panic::resume_unwind;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread::{ScopedJoinHandle, scope};

    /// What a thread came to. If it failed, its work is not left out: its failure is this thread's.
    fn joined<R>(thread: ScopedJoinHandle<'_, R>) -> R {
        thread
            .join()
            .unwrap_or_else(|failure| resume_unwind(failure))
    }

    pub fn each<T: Sync, R: Send>(
        threads: usize,
        things: &[T],
        work: &(impl Fn(&T) -> R + Sync),
    ) -> Vec<R> {
        let next = AtomicUsize::new(0);
        let take = || {
            let mut done = Vec::new();
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(thing) = things.get(at) else {
                    return done;
                };
                done.push((at, work(thing)));
            }
        };
        let mut all = scope(|scope| {
            let others: Vec<_> = (1..threads.min(things.len()))
                .map(|_| scope.spawn(take))
                .collect();
            let mut all = take();
            for other in others {
                all.extend(joined(other));
            }
            all
        });
        all.sort_unstable_by_key(|(at, _)| *at);
        all.into_iter().map(|(_, done)| done).collect()
    }

    pub fn both<A: Send, B: Send>(
        one: impl FnOnce() -> A + Send,
        other: impl FnOnce() -> B + Send,
    ) -> (A, B) {
        scope(|scope| {
            let other = scope.spawn(other);
            (one(), joined(other))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_of_it_has_the_order_of_the_things() {
        let things: Vec<u32> = (0..100).collect();
        let doubled: Vec<u32> = things.iter().map(|one| one * 2).collect();
        for threads in [0, 1, 2, 7, 200] {
            assert_eq!(each(threads, &things, |one| one * 2), doubled);
            assert_eq!(both(threads, || 1, || "b"), (1, "b"));
        }
    }

    #[cfg(feature = "parallel")]
    #[test]
    #[should_panic(expected = "not left out")]
    fn a_thread_that_fails_is_not_left_out() {
        each(2, &[1, 2, 3], |one| assert!(*one == 0, "not left out"));
    }
}
