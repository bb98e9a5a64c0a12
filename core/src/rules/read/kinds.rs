//! What there is without declaring it: the attributes, events and relations of every kind, and whose records belong to whom.

use crate::rules::model::{Of, Source};

/// What an attribute holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    /// Any text.
    Text,
    /// Yes or no.
    YesNo,
    /// A number.
    Number,
    /// One of these words.
    Word(&'static [&'static str]),
}

use Holds::{Number, Text, Word, YesNo};

const LIFE: Holds = Word(&["open", "frozen", "closing", "closed"]);
const OPENED_IN: Holds = Word(&["this period", "previous period", "earlier"]);
const CASE: Holds = Word(&["open", "partly", "rectified", "closed"]);

/// The words of outcomes.
pub(super) const OUTCOMES: [&str; 4] = ["met", "breached", "not_applicable", "cannot_tell"];

/// The words for the state of a channel.
pub(super) const STATES: [&str; 4] = ["open", "frozen", "closing", "closed"];

type Attributes = &'static [(&'static str, Holds)];
type Names = &'static [&'static str];

/// The attributes of a kind and its events, the one by which it is dated first.
fn table(of: Of) -> (Attributes, Names) {
    match of {
        Of::All => (&[], &[]),
        Of::Unit => (
            &[
                ("id", Text),
                ("name", Text),
                ("kind", Text),
                ("group", Text),
                ("tag", Text),
                ("order", Number),
                ("own_site", YesNo),
                ("sampled", YesNo),
            ],
            &[],
        ),
        Of::Site => (
            &[
                ("id", Text),
                ("name", Text),
                ("kind", Text),
                ("level", Text),
                ("class", Text),
                ("tag", Text),
                ("state", LIFE),
                ("url", Text),
                ("sampled", YesNo),
            ],
            &["opened", "closed"],
        ),
        Of::Column => (
            &[
                ("id", Text),
                ("name", Text),
                ("class", Text),
                ("level", Text),
                ("tag", Text),
                ("state", LIFE),
                ("sampled", YesNo),
            ],
            &["opened", "closed"],
        ),
        Of::Account => (
            &[
                ("id", Text),
                ("name", Text),
                ("platform", Text),
                ("level", Text),
                ("tag", Text),
                ("state", LIFE),
                ("sampled", YesNo),
            ],
            &["opened", "closed"],
        ),
        Of::Publication => (
            &[
                ("id", Text),
                ("title", Text),
                ("url", Text),
                ("original", YesNo),
                ("kind", Text),
                ("refers_to", Text),
            ],
            &["published", "referred"],
        ),
        Of::Letter => (
            &[
                ("id", Text),
                ("kind", Text),
                ("valid", YesNo),
                ("published", YesNo),
                ("answered", YesNo),
                ("extended", YesNo),
            ],
            &[
                "received",
                "transferred",
                "answered",
                "extension_told",
                "extended_to",
            ],
        ),
        Of::Request => (
            &[
                ("id", Text),
                ("how", Text),
                ("answer", Text),
                ("answered", YesNo),
                ("corrected", YesNo),
                ("extended", YesNo),
            ],
            &[
                "received",
                "correction_told",
                "corrected",
                "consult_sent",
                "opinion_received",
                "extension_told",
                "extended_to",
                "answered",
            ],
        ),
        Of::Task => (
            &[
                ("id", Text),
                ("name", Text),
                ("kind", Text),
                ("done", YesNo),
            ],
            &["due", "issued", "handed_in"],
        ),
        Of::Manuscript => (
            &[
                ("title", Text),
                ("form", Text),
                ("adopted_by", Text),
                ("adopted", YesNo),
                ("level", Text),
            ],
            &["submitted", "adopted"],
        ),
        Of::Observation => (
            &[
                ("id", Text),
                ("kind", Text),
                ("source", Text),
                ("detail", Text),
                ("confirmed", YesNo),
            ],
            &["found"],
        ),
        Of::Case => (
            &[
                ("id", Text),
                ("rule", Text),
                ("kind", Text),
                ("state", CASE),
                ("opened_in", OPENED_IN),
                ("reported", YesNo),
            ],
            &["found", "issued", "due", "reported", "rectified"],
        ),
        Of::Sighting => (
            &[
                ("id", Text),
                ("name", Text),
                ("platform", Text),
                ("registered", YesNo),
            ],
            &["seen"],
        ),
        Of::Probe => (
            &[
                ("reached", YesNo),
                ("announced", YesNo),
                ("seconds", Number),
                ("status", Number),
            ],
            &["at"],
        ),
        Of::Notice => (
            &[
                ("id", Text),
                ("about", Text),
                ("kind", Text),
                ("stage", Text),
            ],
            &["sent"],
        ),
        Of::Verdict => (
            &[
                ("rule", Text),
                ("outcome", Word(&OUTCOMES)),
                ("grade", Text),
                ("value", Number),
            ],
            &[],
        ),
        Of::Filing => (
            &[("id", Text), ("kind", Text), ("reason", Text)],
            &["from", "to"],
        ),
    }
}

/// The attributes that every subject of a kind has.
pub(super) fn built_in(of: Of) -> Attributes {
    table(of).0
}

/// The events of a kind without those that a set declares.
pub(super) fn events(of: Of) -> Names {
    table(of).1
}

/// The relations, and the kinds that they lead to; empty where there is none.
pub(super) const RELATIONS: [&str; 4] = ["unit", "site", "parent", "channel"];

/// The kinds that a relation may lead to; empty for a relation that does not exist.
pub(super) fn relation(of: Of, name: &str) -> &'static [Of] {
    match (name, of) {
        ("unit", Of::All) => &[],
        ("unit", _) => &[Of::Unit],
        ("site", Of::Column | Of::Publication | Of::Probe) => &[Of::Site],
        ("parent", Of::Column) => &[Of::Column],
        (
            "channel",
            Of::Publication | Of::Probe | Of::Observation | Of::Notice | Of::Case | Of::Filing,
        ) => &[Of::Site, Of::Column, Of::Account],
        _ => &[],
    }
}

/// The kinds of subjects to which what is counted may belong, besides units and everything together.
pub(super) fn belongs(source: Source, of: Of) -> bool {
    if matches!(of, Of::Unit | Of::All) {
        return source != Source::References;
    }
    let record = matches!(
        of,
        Of::Letter | Of::Request | Of::Task | Of::Publication | Of::Manuscript
    );
    match source {
        Source::Publications | Source::Pushes | Source::Days | Source::Gaps => of.is_channel(),
        Source::References => of == Of::Publication,
        Source::Of(Of::Probe | Of::Filing) => of.is_channel(),
        Source::Of(Of::Observation | Of::Notice | Of::Case | Of::Verdict) => {
            of.is_channel() || record
        }
        Source::Of(Of::Sighting) => of == Of::Account,
        Source::Of(Of::Column) => matches!(of, Of::Site | Of::Column),
        Source::Of(_) => false,
    }
}

/// Whether subjects of a kind lie at or beneath subjects of another, so that their outcomes and figures count for it.
pub(super) fn beneath(lower: Of, upper: Of) -> bool {
    lower == upper
        || match upper {
            Of::All => true,
            Of::Unit => lower != Of::All,
            Of::Site => matches!(lower, Of::Column) || of_a_channel(lower),
            Of::Column | Of::Account => of_a_channel(lower),
            _ => matches!(lower, Of::Case | Of::Observation),
        }
}

/// Records that name a channel.
fn of_a_channel(of: Of) -> bool {
    matches!(
        of,
        Of::Publication | Of::Observation | Of::Case | Of::Sighting
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_kind_names_an_attribute_or_an_event_twice() {
        for of in Of::ALL {
            let mut names: Vec<&str> = built_in(of).iter().map(|(name, _)| *name).collect();
            names.extend(
                RELATIONS
                    .iter()
                    .filter(|name| !relation(of, name).is_empty()),
            );
            let mut events = events(of).to_vec();
            for list in [&mut names, &mut events] {
                let all = list.len();
                list.sort_unstable();
                list.dedup();
                assert_eq!(list.len(), all, "{of}");
            }
        }
    }

    #[test]
    fn everything_belongs_to_units_and_nothing_to_what_cannot_have_it() {
        assert!(belongs(Source::Of(Of::Letter), Of::Unit));
        assert!(!belongs(Source::Of(Of::Letter), Of::Account));
        assert!(belongs(Source::References, Of::Publication));
        assert!(!belongs(Source::References, Of::Unit));
        assert!(belongs(Source::Of(Of::Column), Of::Site));
        assert!(!belongs(Source::Of(Of::Account), Of::Site));
        assert!(beneath(Of::Column, Of::Site) && !beneath(Of::Site, Of::Column));
    }
}
