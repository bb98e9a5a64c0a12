//! Which records belong to a subject over some days, and what leaves that open.

use crate::calendar::{Day, Span};
use crate::evaluate::subjects::{self, kind_of};
use crate::evaluate::windows::Taken;
use crate::evaluate::{Case, Reason, Subject, Truth};
use crate::order::InOrder;
use crate::records::dates::read_when;
use crate::records::{Doubt, RecordKind, When};
use crate::registry::{ChannelIx, UnitIx};
use crate::rules::{Credit, Of, Selector};

/// The records of a subject.
#[derive(Debug, Default)]
pub(crate) struct Belonging<'r> {
    /// Those that surely belong to it and to the window.
    pub sure: Vec<Subject>,
    /// Those that may.
    pub open: Vec<Subject>,
    /// Whether days of the window are not covered.
    pub uncovered: bool,
    /// Whether what a record says of itself leaves it open.
    pub unsaid: bool,
    /// Rejected rows that may belong to it.
    pub doubts: Vec<&'r Doubt>,
}

/// The event by which records of a kind belong to a window, unless a rule says otherwise.
pub(crate) fn own_event(of: Of) -> Option<&'static str> {
    Some(match of {
        Of::Publication => "published",
        Of::Letter | Of::Request => "received",
        Of::Task => "due",
        Of::Manuscript => "submitted",
        Of::Observation | Of::Case => "found",
        Of::Sighting => "seen",
        Of::Probe => "at",
        Of::Notice => "sent",
        _ => return None,
    })
}

/// The times of an event of a record, as it tells them.
///
/// # Errors
/// A declared date of the record cannot be read.
pub(crate) fn events(case: &Case<'_>, record: Subject, event: &str) -> Result<Vec<When>, Reason> {
    let read = |cell: &str| {
        let when = read_when(cell, case.date_formats, case.naive_offset);
        when.map(|when| vec![when]).map_err(|_| {
            Reason::new(
                "event_unreadable",
                format!("`{event}` 的日期「{cell}」不能读取"),
                format!("the date `{cell}` of `{event}` cannot be read"),
            )
        })
    };
    let extra = |extra: &[(String, String)]| {
        let cell = extra.iter().find(|(header, _)| header == event);
        cell.map_or(Ok(Vec::new()), |(_, cell)| read(cell))
    };
    Ok(match record {
        Subject::Letter(ix) => {
            let Some(letter) = case.records.letters.get(ix as usize) else {
                return Ok(Vec::new());
            };
            match event {
                "received" => letter.received_at.into_iter().collect(),
                "answered" => letter.replied_at.into_iter().collect(),
                "extended_to" => letter.extended_to.map(When::Day).into_iter().collect(),
                _ => {
                    let own = letter.events.iter().filter(|(name, _)| *name == event);
                    let own: Vec<When> = own.map(|(_, when)| *when).collect();
                    if own.is_empty() {
                        extra(&letter.extra)?
                    } else {
                        own
                    }
                }
            }
        }
        Subject::Request(ix) => {
            let Some(request) = case.records.requests.get(ix as usize) else {
                return Ok(Vec::new());
            };
            match event {
                "received" => request.received_on.map(When::Day).into_iter().collect(),
                "answered" => request.replied_on.map(When::Day).into_iter().collect(),
                _ => {
                    let own = request.events.iter().filter(|(name, _)| name == event);
                    let own: Vec<When> = own.map(|(_, day)| When::Day(*day)).collect();
                    if own.is_empty() {
                        extra(&request.extra)?
                    } else {
                        own
                    }
                }
            }
        }
        Subject::Publication(row) => {
            if event == "referred" {
                let found = super::count::references(case, record, case.as_of).sure;
                let days = found.into_iter().filter_map(|item| case.event_of(item));
                return Ok(days.map(|event| When::Day(event.day)).collect());
            }
            let publications = &case.records.publications;
            let row = row as usize;
            if event != "published" {
                let column = publications
                    .extra
                    .iter()
                    .find(|(header, _)| header == event);
                let cell = column.and_then(|(_, cells)| cells.get(row)?.as_deref());
                return cell.map_or(Ok(Vec::new()), read);
            }
            let (Some(at), Some(day_only)) =
                (publications.at.get(row), publications.day_only.get(row))
            else {
                return Ok(Vec::new());
            };
            vec![if *day_only {
                When::Day(Day(at.div_euclid(86_400) as i32))
            } else {
                When::Instant(*at)
            }]
        }
        Subject::Record(kind, ix) => {
            let Some(entry) = case.records.of(kind).get(ix as usize) else {
                return Ok(Vec::new());
            };
            let own = entry.events.iter().filter(|(name, _)| *name == event);
            let own: Vec<When> = own.map(|(_, when)| *when).collect();
            if own.is_empty() {
                extra(&entry.extra)?
            } else {
                own
            }
        }
        Subject::Channel(ix) => {
            let Some(channel) = case.registry.channel(ix) else {
                return Ok(Vec::new());
            };
            match event {
                "opened" => channel.opened_on.map(When::Day).into_iter().collect(),
                "closed" => channel.closed_on.map(When::Day).into_iter().collect(),
                _ => extra(&channel.extra)?,
            }
        }
        Subject::Unit(ix) => {
            let unit = case.registry.unit(ix);
            unit.map_or(Ok(Vec::new()), |unit| extra(&unit.extra))?
        }
        _ => Vec::new(),
    })
}

/// The items that refer to an item, as known at the as-of date.
pub(crate) fn referring<'r>(case: &Case<'r>, item: Subject) -> Belonging<'r> {
    super::count::references(case, item, case.as_of)
}

/// Whether a record belongs to a window by an event.
pub(crate) fn in_window(
    case: &Case<'_>,
    of: Of,
    record: Subject,
    dated: Option<&str>,
    taken: &Taken,
) -> Truth {
    if of == Of::Verdict {
        return verdict_in_window(case, record, taken.span);
    }
    if of == Of::Filing {
        return filing_in_window(case, record, taken.span);
    }
    let Some(event) = dated.or(own_event(of)) else {
        return Truth::Yes;
    };
    let until = case.known_until(taken.span.to);
    let Ok(days) = events(case, record, event) else {
        return Truth::Open;
    };
    if days.is_empty() {
        // only what begins a record is surely missing from it; what comes later may never have come
        if Some(event) != own_event(of) {
            let known = of
                .records()
                .is_none_or(|kind| case.coverage.replies_known(kind));
            return if known { Truth::No } else { Truth::Open };
        }
        if taken.always {
            return Truth::Yes;
        }
        // records without a day lie somewhere in what was handed over
        let covered = of.records().map(|kind| case.covered_kind(kind));
        let inside = covered.is_some_and(|spans| {
            !spans.is_empty()
                && spans
                    .iter()
                    .all(|span| taken.span.intersect(*span) == Some(*span))
        });
        return if inside { Truth::Yes } else { Truth::Open };
    }
    let counts = |when: &When| {
        let day = case.day_of(*when);
        taken.span.contains(day) && (day <= until || event == "due")
    };
    days.iter().any(counts).into()
}

fn verdict_in_window(case: &Case<'_>, record: Subject, window: Span) -> Truth {
    let Subject::Record(kind, ix) = record else {
        return Truth::No;
    };
    let entry = case.records.of(kind).get(ix as usize);
    let label = entry.and_then(|entry| entry.cell("period"));
    let period = label.and_then(crate::calendar::Period::parse);
    period
        .is_some_and(|period| window.intersect(period.span) == Some(period.span))
        .into()
}

fn filing_in_window(case: &Case<'_>, record: Subject, window: Span) -> Truth {
    let day = |event| {
        let times = events(case, record, event).unwrap_or_default();
        times.first().map(|when| case.day_of(*when))
    };
    let from = day("from").unwrap_or(Day::MIN);
    let to = day("to").unwrap_or(Day::MAX);
    (from <= window.to && window.from <= to).into()
}

/// Which records are wanted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted<'s> {
    /// Their kind.
    pub of: Of,
    /// Which of them: only to leave out channels that it rules out as a whole.
    pub filter: Option<&'s Selector>,
    /// Whether what lies beneath the subject belongs to it.
    pub below: bool,
    /// To whom items are credited.
    pub credit: Credit,
    /// The event by which they belong to the window.
    pub dated: Option<&'s str>,
}

impl Wanted<'_> {
    /// The channels whose items are wanted.
    fn channels(&self, case: &Case<'_>, subject: Subject) -> Vec<ChannelIx> {
        let everything = Selector::everything();
        let filter = self.filter.unwrap_or(&everything);
        case.channels_of(subject, self.below, filter)
    }
}

/// The records of a kind that belong to a subject over a window.
pub(crate) fn belonging<'r>(
    case: &Case<'r>,
    wanted: &Wanted<'_>,
    subject: Subject,
    taken: &Taken,
) -> Belonging<'r> {
    let Wanted {
        of,
        below,
        credit,
        dated,
        ..
    } = *wanted;
    if of.is_channel() || of == Of::Unit {
        return registered(case, of, subject, dated, taken);
    }
    let mut belonging = Belonging::default();
    let Some(kind) = of.records() else {
        return belonging;
    };
    for (record, owner) in owned(case, of, kind, subject, below, credit) {
        match owner.and(in_window(case, of, record, dated, taken)) {
            Truth::Yes => belonging.sure.push(record),
            Truth::Open => {
                belonging.open.push(record);
                belonging.unsaid = true;
            }
            Truth::No => {}
        }
    }
    let until = case.known_until(taken.span.to);
    belonging.uncovered = !complete(case, wanted, kind, subject, taken, until);
    if let Some(doubts) = case.doubts.get(&kind) {
        // by another event than the one that dates its kind, a row may lie anywhere unless that event could be read
        let own = dated.is_none_or(|dated| Some(dated) == own_event(of));
        let span = if own {
            taken.span
        } else {
            Span {
                from: Day::MIN,
                to: Day::MAX,
            }
        };
        belonging.doubts = match subject {
            // whoever answers for the channel, anybody may have published it
            _ if kind == RecordKind::Publications && credit == Credit::Publisher => {
                doubts.of_unit(None, span)
            }
            _ if kind == RecordKind::Publications && credit == Credit::Responsible => {
                let channels = wanted.channels(case, subject);
                case.doubts_on(&channels, subject, below, span)
            }
            Subject::Channel(_) | Subject::Group(_) => {
                let everything = Selector::everything();
                let channels = case.channels_of(subject, below, &everything);
                let mut found: Vec<&Doubt> = doubts
                    .of_channels(&channels, case.beneath(subject, below), span)
                    .into_iter()
                    .map(|(doubt, _)| doubt)
                    .collect();
                // a row whose channel could not be read, of a unit that answers for this one
                let unread = |doubt: &&Doubt| matches!(&doubt.channels, crate::records::Candidates::Only(list) if list.is_empty());
                let units = case.units_of(subject);
                let of_units: Vec<Option<UnitIx>> = match units.as_slice() {
                    [] => vec![None],
                    units => units.iter().copied().map(Some).collect(),
                };
                for unit in of_units {
                    found.extend(doubts.of_unit(unit, span).into_iter().filter(unread));
                }
                found.in_order();
                found.dedup_by(|a, b| std::ptr::eq(*a, *b));
                found
            }
            Subject::Unit(unit) => doubts.of_unit(Some(unit), span),
            _ => doubts.of_unit(None, span),
        };
        if let Some(event) = dated.filter(|_| !own) {
            let may_be = |doubt: &&Doubt| may_lie_in(case, doubt, event, taken.span);
            belonging.doubts.retain(may_be);
        }
        if of == Of::Filing {
            let may_be = |doubt: &&Doubt| may_touch(case, doubt, taken.span);
            belonging.doubts.retain(may_be);
        }
    }
    belonging
}

/// Columns that may hold several days: the ones that could be read say nothing of the others.
const SEVERAL: [&str; 3] = ["corrected", "consult_sent", "opinion_received"];

/// Whether an event of a rejected row may lie within some days: anywhere, if it could not be read.
fn may_lie_in(case: &Case<'_>, doubt: &Doubt, event: &str, span: Span) -> bool {
    let mut own = doubt
        .events
        .iter()
        .filter(|(name, _)| *name == event)
        .map(|(_, when)| case.day_of(*when))
        .peekable();
    SEVERAL.contains(&event) || own.peek().is_none() || own.any(|day| span.contains(day))
}

/// Whether the days of a rejected filing may touch some days.
fn may_touch(case: &Case<'_>, doubt: &Doubt, span: Span) -> bool {
    let day = |event: &str| {
        let known = doubt.events.iter().find(|(name, _)| *name == event);
        known.map(|(_, when)| case.day_of(*when))
    };
    // days in the wrong order: one of the two is not what was meant
    doubt.code == "date.order"
        || day("from").is_none_or(|from| from <= span.to)
            && day("to").is_none_or(|to| span.from <= to)
}

/// Whether the records of a kind are complete for a subject over a window.
fn complete(
    case: &Case<'_>,
    wanted: &Wanted<'_>,
    kind: RecordKind,
    subject: Subject,
    taken: &Taken,
    until: Day,
) -> bool {
    let Wanted { below, credit, .. } = *wanted;
    if !case.records.present.contains(&kind) {
        return false;
    }
    if kind == RecordKind::Publications {
        // an item credited to its publisher may stand on any channel
        let of = if credit == Credit::Publisher {
            Subject::All
        } else {
            subject
        };
        let channels = wanted.channels(case, of);
        let of_nobody = channels.is_empty()
            && matches!(of, Subject::Unit(_) | Subject::All)
            && !super::count::covers(case.covered_by_default(), taken.span, until);
        return !of_nobody
            && !channels
                .iter()
                .any(|channel| super::count::uncovered(case, *channel, taken.span))
            && case
                .covered_where_lost(of, below)
                .is_none_or(|spans| super::count::covers(spans, taken.span, until));
    }
    if kind == RecordKind::Verdicts {
        // verdicts are of closed periods: those that end before this one
        let to = taken.span.to.min(case.period.from.plus_days(-1));
        let spans = match subject {
            Subject::Channel(channel) => case.coverage.of_channel(kind, channel),
            _ => case.covered_kind(kind),
        };
        return Span::new(taken.span.from, to)
            .is_none_or(|needed| super::count::covers(&spans, needed, until));
    }
    covered_days(case, kind, subject, below, taken.span)
        .iter()
        .all(|(needed, spans)| super::count::covers(spans, *needed, until))
}

/// What must be covered for the records of a kind to be complete: days, each with the spans that are covered of them. A
/// channel beneath the subject has its own where coverage is declared for it.
pub(super) fn covered_days(
    case: &Case<'_>,
    kind: RecordKind,
    subject: Subject,
    below: bool,
    span: Span,
) -> Vec<(Span, Vec<Span>)> {
    if !case.records.present.contains(&kind) {
        return vec![(span, Vec::new())];
    }
    let everything = Selector::everything();
    let mut beneath = case.channels_of(subject, below, &everything);
    let of_channels = kind == RecordKind::Probes && !beneath.is_empty();
    if !of_channels {
        // those that lie under the coverage of the kind are covered as the subject itself is
        let own = |channel: &ChannelIx| {
            let mut declared = case.coverage.channels.iter();
            declared.any(|(of, records, _)| of == channel && *records == kind)
        };
        beneath.retain(|channel| own(channel) && Subject::Channel(*channel) != subject);
    }
    let mut all: Vec<(Span, Vec<Span>)> = Vec::new();
    for channel in beneath {
        if let Some(open) = super::count::open_days(case, channel, span) {
            all.push((open, case.coverage.of_channel(kind, channel)));
        }
    }
    if !of_channels && let Some(open) = super::count::open_of(case, subject, span) {
        let spans = match subject {
            Subject::Channel(channel) => case.coverage.of_channel(kind, channel),
            _ => case.covered_kind(kind),
        };
        all.push((open, spans));
    }
    if of_channels && case.may_have_lost(subject, below) {
        all.push((span, case.covered_kind(kind)));
    }
    all
}

/// The records of a kind that may belong to a subject, and whether they do.
fn owned(
    case: &Case<'_>,
    of: Of,
    kind: RecordKind,
    subject: Subject,
    below: bool,
    credit: Credit,
) -> Vec<(Subject, Truth)> {
    let record = |ix: u32| match kind {
        RecordKind::Letters => Subject::Letter(ix),
        RecordKind::Requests => Subject::Request(ix),
        RecordKind::Publications => Subject::Publication(ix),
        _ => Subject::Record(kind, ix),
    };
    if case.plain && kind != RecordKind::Publications {
        return one_by_one(case, of, kind, subject, below);
    }
    let sure = |list: &[u32]| -> Vec<(Subject, Truth)> {
        list.iter().map(|ix| (record(*ix), Truth::Yes)).collect()
    };
    match subject {
        Subject::All => subjects::all(of, case.registry, case.records)
            .into_iter()
            .map(|record| (record, Truth::Yes))
            .collect(),
        Subject::Unit(unit) if kind == RecordKind::Publications && credit == Credit::Publisher => {
            published_by(case, unit)
        }
        Subject::Unit(_) | Subject::Channel(_) if kind == RecordKind::Publications => {
            let everything = Selector::everything();
            let channels = case.channels_of(subject, below, &everything);
            let always = Span {
                from: Day::MIN,
                to: Day::MAX,
            };
            let events = channels
                .iter()
                .flat_map(|channel| case.timeline.within(*channel, always));
            events
                .map(|event| (Subject::Publication(event.row), Truth::Yes))
                .collect()
        }
        Subject::Unit(unit) => sure(case.owned.of_unit(kind, unit)),
        Subject::Channel(ix) => {
            let channels = if below {
                case.relations.with_beneath(ix)
            } else {
                vec![ix]
            };
            channels
                .into_iter()
                .flat_map(|channel| sure(case.owned.of_channel(kind, channel)))
                .collect()
        }
        Subject::Group(ix) => {
            let members = case.groups.get(ix).map_or(&[][..], |group| &group.members);
            let own = members.iter().filter(|member| {
                matches!(member, Subject::Record(of, _) if *of == kind)
                    || matches!(
                        (member, kind),
                        (Subject::Letter(_), RecordKind::Letters)
                            | (Subject::Request(_), RecordKind::Requests)
                            | (Subject::Publication(_), RecordKind::Publications)
                    )
            });
            let mut all: Vec<(Subject, Truth)> = own.map(|member| (*member, Truth::Yes)).collect();
            for member in members {
                all.extend(owned(case, of, kind, *member, below, credit));
            }
            // a notice or a case may be about the group itself
            all.extend(sure(case.history.about(kind, subject)));
            let mut seen = std::collections::HashSet::new();
            all.retain(|(record, _)| seen.insert(*record));
            all
        }
        other => {
            // a letter, a request, an item: the records that are about it
            sure(case.history.about(kind, other))
        }
    }
}

/// The same without any index: every record is asked whether it belongs to the subject.
fn one_by_one(
    case: &Case<'_>,
    of: Of,
    kind: RecordKind,
    subject: Subject,
    below: bool,
) -> Vec<(Subject, Truth)> {
    let belongs = |record: Subject, to: Subject| match to {
        Subject::All => true,
        Subject::Unit(unit) => case.units_of(record).contains(&unit),
        Subject::Channel(channel) => case.channel_of(record).is_some_and(|own| {
            own == channel || below && case.relations.with_beneath(channel).contains(&own)
        }),
        Subject::Group(_) => false,
        other => match record {
            Subject::Record(_, ix) => case.history.about(kind, other).contains(&ix),
            _ => false,
        },
    };
    let all = subjects::all(of, case.registry, case.records).into_iter();
    let members = match subject {
        Subject::Group(ix) => case.groups.get(ix).map_or(&[][..], |group| &group.members),
        _ => std::slice::from_ref(&subject),
    };
    all.filter(|record| {
        members
            .iter()
            .any(|member| member == record || belongs(*record, *member))
    })
    .map(|record| (record, Truth::Yes))
    .collect()
}

/// The items that name a unit; one that names nobody may be anybody's.
fn published_by(case: &Case<'_>, unit: UnitIx) -> Vec<(Subject, Truth)> {
    let publishers = &case.records.publications.publisher;
    let all = subjects::all(Of::Publication, case.registry, case.records).into_iter();
    let named = |item: &Subject| match item {
        Subject::Publication(row) => publishers.get(*row as usize).copied().flatten(),
        _ => None,
    };
    all.map(|item| {
        (
            item,
            named(&item).map_or(Truth::Open, |named| (named == unit).into()),
        )
    })
    .filter(|(_, truth)| *truth != Truth::No)
    .collect()
}

/// The units and channels of a subject, as the registry has them.
fn registered<'r>(
    case: &Case<'r>,
    of: Of,
    subject: Subject,
    dated: Option<&str>,
    taken: &Taken,
) -> Belonging<'r> {
    let mut belonging = Belonging::default();
    let until = taken.span.to.min(case.as_of);
    let all: Vec<Subject> = match subject {
        Subject::Group(ix) => case
            .groups
            .get(ix)
            .map_or_else(Vec::new, |group| group.members.clone()),
        Subject::Unit(_) if of == Of::Unit => vec![subject],
        Subject::All if of == Of::Unit => subjects::all(of, case.registry, case.records),
        _ => {
            let everything = Selector::everything();
            case.channels_of(subject, true, &everything)
                .into_iter()
                .map(Subject::Channel)
                .filter(|channel| *channel != subject)
                .collect()
        }
    };
    for one in all {
        let Subject::Channel(ix) = one else {
            if of == Of::Unit && matches!(one, Subject::Unit(_)) {
                belonging.sure.push(one);
            }
            continue;
        };
        let Some(channel) = case
            .registry
            .channel(ix)
            .filter(|channel| kind_of(channel) == of)
        else {
            continue;
        };
        let belongs = match dated {
            Some(event) => events(case, one, event).iter().flatten().any(|when| {
                let day = case.day_of(*when);
                taken.span.contains(day) && day <= until
            }),
            None => {
                let state = channel.state.as_deref().unwrap_or("open");
                channel.is_open_on(until) && matches!(state, "open" | "closing")
            }
        };
        if belongs {
            belonging.sure.push(one);
        }
    }
    if let Some(kind) = of.records()
        && let Some(doubts) = case.doubts.get(&kind)
    {
        let always = Span {
            from: Day::MIN,
            to: Day::MAX,
        };
        let units = case.units_of(subject);
        belonging.doubts = match units.as_slice() {
            [] => doubts.of_unit(None, always),
            units => {
                let each = units.iter();
                let mut found: Vec<&Doubt> = each
                    .flat_map(|unit| doubts.of_unit(Some(*unit), always))
                    .collect();
                found.in_order();
                found.dedup_by(|a, b| std::ptr::eq(*a, *b));
                found
            }
        };
    }
    belonging.uncovered = of
        .records()
        .is_some_and(|kind| !case.records.present.contains(&kind));
    belonging
}
