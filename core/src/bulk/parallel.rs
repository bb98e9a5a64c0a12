//! Work shared among threads, where it is asked for. What comes of it is the same for any number of them.

/// Pieces of work, some of which need others done before.
#[derive(Debug)]
pub(super) struct Tasks<T> {
    /// Each with those that it needs, which all stand before it.
    tasks: Vec<(T, Vec<usize>)>,
}

impl<T> Default for Tasks<T> {
    fn default() -> Self {
        Tasks { tasks: Vec::new() }
    }
}

impl<T: Sync> Tasks<T> {
    /// Adds a task that needs some of those that were added before; gives its place.
    pub fn add(&mut self, task: T, needs: impl IntoIterator<Item = usize>) -> usize {
        let place = self.tasks.len();
        let mut needs: Vec<usize> = needs.into_iter().filter(|need| *need < place).collect();
        needs.sort_unstable();
        needs.dedup();
        self.tasks.push((task, needs));
        place
    }

    /// Does them, by so many threads: of those that can be begun the one that was added first is begun first.
    pub fn run(&self, threads: usize, work: impl Fn(&T) + Sync) {
        #[cfg(feature = "parallel")]
        if threads > 1 && self.tasks.len() > 1 {
            return by_threads::run(threads, &self.tasks, &work);
        }
        let _ = threads;
        for (task, _) in &self.tasks {
            work(task);
        }
    }
}

#[cfg(feature = "parallel")]
mod by_threads {
    use std::collections::BTreeSet;
    use std::panic::resume_unwind;
    use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
    use std::thread::{ScopedJoinHandle, panicking, scope};

    /// What a thread came to. If it failed, its work is not left out: its failure is this thread's.
    fn joined<R>(thread: ScopedJoinHandle<'_, R>) -> R {
        thread
            .join()
            .unwrap_or_else(|failure| resume_unwind(failure))
    }

    /// How far some tasks are done.
    struct Progress {
        /// For each task how many of those that it needs are not done.
        waits_for: Vec<usize>,
        /// Those that can be begun.
        ready: BTreeSet<usize>,
        left: usize,
        failed: bool,
    }

    struct Board {
        progress: Mutex<Progress>,
        changed: Condvar,
    }

    impl Board {
        fn progress(&self) -> MutexGuard<'_, Progress> {
            self.progress.lock().unwrap_or_else(PoisonError::into_inner)
        }

        /// A task that can be begun; `None` where none will be any more.
        fn next(&self) -> Option<usize> {
            let mut progress = self.progress();
            loop {
                if progress.left == 0 || progress.failed {
                    return None;
                }
                if let Some(task) = progress.ready.pop_first() {
                    return Some(task);
                }
                let waited = self.changed.wait(progress);
                progress = waited.unwrap_or_else(PoisonError::into_inner);
            }
        }
    }

    /// Tells the others when a task fails: what waits for it would wait for ever.
    struct Watch<'b>(&'b Board);

    impl Drop for Watch<'_> {
        fn drop(&mut self) {
            if panicking() {
                self.0.progress().failed = true;
                self.0.changed.notify_all();
            }
        }
    }

    pub fn run<T: Sync>(threads: usize, tasks: &[(T, Vec<usize>)], work: &(impl Fn(&T) + Sync)) {
        let mut needed_by = vec![Vec::new(); tasks.len()];
        for (task, (_, needs)) in tasks.iter().enumerate() {
            for need in needs {
                if let Some(list) = needed_by.get_mut(*need) {
                    list.push(task);
                }
            }
        }
        let waits_for: Vec<usize> = tasks.iter().map(|(_, needs)| needs.len()).collect();
        let none = |task: &usize| waits_for.get(*task) == Some(&0);
        let board = Board {
            progress: Mutex::new(Progress {
                ready: (0..tasks.len()).filter(none).collect(),
                left: tasks.len(),
                failed: false,
                waits_for,
            }),
            changed: Condvar::new(),
        };
        let take = || {
            while let Some(at) = board.next() {
                if let Some((task, _)) = tasks.get(at) {
                    let watch = Watch(&board);
                    work(task);
                    drop(watch);
                }
                let mut progress = board.progress();
                progress.left -= 1;
                for other in needed_by.get(at).into_iter().flatten() {
                    if let Some(waits) = progress.waits_for.get_mut(*other) {
                        *waits -= 1;
                        if *waits == 0 {
                            progress.ready.insert(*other);
                        }
                    }
                }
                board.changed.notify_all();
            }
        };
        scope(|scope| {
            let others: Vec<_> = (1..threads.min(tasks.len()))
                .map(|_| scope.spawn(take))
                .collect();
            take();
            others.into_iter().for_each(joined);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn every_task_is_done_once_and_after_those_it_needs(
            needs in proptest::collection::vec(proptest::collection::vec(0_usize..40, 0..4), 0..40), threads in 0_usize..5,
        ) {
            let mut tasks = Tasks::default();
            for (task, needs) in needs.iter().enumerate() {
                tasks.add(task, needs.iter().copied());
            }
            let done = std::sync::Mutex::new(Vec::new());
            let known = || done.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            tasks.run(threads, |task| {
                let before = known().clone();
                let mut own = needs.iter().skip(*task).take(1).flatten().filter(|need| *need < task);
                assert!(own.all(|need| before.contains(need)));
                known().push(*task);
            });
            let mut all = known().clone();
            all.sort_unstable();
            proptest::prop_assert_eq!(all, (0..needs.len()).collect::<Vec<_>>());
        }
    }

    #[cfg(feature = "parallel")]
    #[test]
    #[should_panic(expected = "not left out")]
    fn a_task_that_fails_is_not_waited_for() {
        let mut tasks = Tasks::default();
        tasks.add(0, []);
        tasks.add(1, [0]);
        tasks.add(2, [1]);
        tasks.run(2, |task| assert!(*task == 0, "not left out"));
    }
}
