//! Clocks.

use super::limits;
use super::rule::basis;
use super::subjects::{self, Named};
use super::words::word;
use crate::rules::{Clock, Of};
use crate::source::{Entry, Reader};

pub(super) fn clock(
    reader: &mut Reader<'_>,
    named: &Named<'_>,
    entry: &Entry,
    path: &str,
) -> Option<Clock> {
    let mut fields = reader.fields(&entry.node, path)?;
    let kinds = [Of::Letter, Of::Request, Of::Case];
    let of = subjects::of(reader, &mut fields, &kinds, &[])?;
    let filter = subjects::filter(reader, named, &mut fields, of, "where");
    let (starts, stops): (&[&str], &[&str]) = match of {
        Of::Case => (&["issued"], &["rectified"]),
        _ => (&["received"], &["answered"]),
    };
    let event = |known: &'static [&'static str]| {
        move |text: &str| known.contains(&text).then(|| text.to_owned())
    };
    let start = word(
        reader,
        &mut fields,
        "start",
        event(if of == Of::Case {
            &["issued"]
        } else {
            &["received"]
        }),
        starts,
    );
    let stop = word(
        reader,
        &mut fields,
        "stop",
        event(if of == Of::Case {
            &["rectified"]
        } else {
            &["answered"]
        }),
        stops,
    );
    for (key, read) in [("start", &start), ("stop", &stop)] {
        if read.is_none() && fields.peek(key).is_none() {
            reader.missing(&fields, key);
        }
    }
    let limit = match fields.take("limit") {
        Some(node) => limits::value(
            reader,
            named,
            node,
            &fields.child("limit"),
            of,
            Some(&limits::DURATION),
        ),
        None => {
            if fields.peek("due").is_none() {
                reader.missing(&fields, "limit");
            }
            None
        }
    };
    basis(reader, &mut fields);
    reader.finish(fields, &["due", "restart", "pause", "extend", "ends_at"]);
    Some(Clock {
        id: entry.key.clone(),
        of,
        filter,
        start: start?,
        stop: stop?,
        limit: limit?,
    })
}
