//! Sorting of lists that are on no hot path. Every generic sort of the standard library costs the browser's module some
//! four kilobytes for each type of element; these share one sort, of places.

use std::cmp::Ordering;

/// Stable sorting of a list, whatever it holds.
pub(crate) trait InOrder<T> {
    /// By a comparison.
    fn in_order_by(&mut self, compare: impl FnMut(&T, &T) -> Ordering);

    /// By a key, made once for each element.
    fn in_order_by_key<K: Ord>(&mut self, key: impl FnMut(&T) -> K);

    /// By the elements' own order.
    fn in_order(&mut self)
    where
        T: Ord;
}

impl<T> InOrder<T> for Vec<T> {
    fn in_order_by(&mut self, mut compare: impl FnMut(&T, &T) -> Ordering) {
        let places = places(self.len(), &mut |a, b| match (self.get(a), self.get(b)) {
            (Some(a), Some(b)) => compare(a, b),
            _ => Ordering::Equal,
        });
        arrange(self, &places);
    }

    fn in_order_by_key<K: Ord>(&mut self, key: impl FnMut(&T) -> K) {
        let keys: Vec<K> = self.iter().map(key).collect();
        let places = places(self.len(), &mut |a, b| keys.get(a).cmp(&keys.get(b)));
        arrange(self, &places);
    }

    fn in_order(&mut self)
    where
        T: Ord,
    {
        self.in_order_by(T::cmp);
    }
}

/// The places of a list's elements in their order.
fn places(length: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..length).collect();
    places.sort_by(|a, b| compare(*a, *b));
    places
}

fn arrange<T>(list: &mut Vec<T>, places: &[usize]) {
    let mut taken: Vec<Option<T>> = std::mem::take(list).into_iter().map(Some).collect();
    list.extend(
        places
            .iter()
            .filter_map(|place| taken.get_mut(*place).and_then(Option::take)),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn it_sorts_as_the_standard_library_does(mut list: Vec<(u8, u16)>) {
            let mut expected = list.clone();
            expected.sort_by_key(|(key, _)| *key);
            list.in_order_by_key(|(key, _)| *key);
            proptest::prop_assert_eq!(&list, &expected);
            expected.sort();
            list.in_order();
            proptest::prop_assert_eq!(list, expected);
        }
    }
}
