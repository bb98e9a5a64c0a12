//! The items that are kept, in lists of some length: adding to many copies none of them, and joining neither.

/// Items as numbers, in the order in which they were added.
#[derive(Clone, Debug, Default, Eq)]
pub(super) struct Items {
    full: Vec<Vec<u64>>,
    last: Vec<u64>,
}

/// So many items at most are in a list that is added to.
const LENGTH: usize = 2_048;

impl Items {
    #[inline]
    pub fn push(&mut self, item: u64) {
        if self.last.len() >= LENGTH {
            let full = std::mem::replace(&mut self.last, Vec::with_capacity(LENGTH));
            self.full.push(full);
        }
        self.last.push(item);
    }

    /// Adds those of another after these.
    pub fn append(&mut self, other: Items) {
        let last = std::mem::replace(&mut self.last, other.last);
        self.full.extend(Some(last).filter(|last| !last.is_empty()));
        self.full.extend(other.full);
    }

    /// All of them, list by list.
    pub fn lists(&self) -> impl Iterator<Item = &[u64]> {
        let last = std::iter::once(&self.last);
        self.full.iter().chain(last).map(Vec::as_slice)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = u64> {
        self.lists().flatten().copied()
    }
}

impl PartialEq for Items {
    fn eq(&self, other: &Items) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Extend<u64> for Items {
    fn extend<T: IntoIterator<Item = u64>>(&mut self, items: T) {
        items.into_iter().for_each(|item| self.push(item));
    }
}

impl FromIterator<u64> for Items {
    fn from_iter<T: IntoIterator<Item = u64>>(items: T) -> Items {
        let mut all = Items::default();
        all.extend(items);
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_those_that_were_added_however_they_came_together() {
        let numbers = |from: u64, to: u64| (from..to).collect::<Items>();
        let many = 3 * LENGTH as u64 + 5;
        for cut in [0, 1, LENGTH as u64, many] {
            let mut items = numbers(0, cut);
            items.append(numbers(cut, many));
            items.push(many);
            assert!(items.iter().eq(0..=many));
            assert_eq!(items, numbers(0, many + 1));
        }
        assert_ne!(numbers(0, 3), numbers(0, 4));
        assert_eq!(Items::default(), numbers(0, 0));
    }
}
