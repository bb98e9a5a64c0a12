//! A completed world, in which nothing is unknown: things, what they belong to, their attributes and events.

use super::days::{self, Day, Span, Weeks, Working};
use super::rules::{Of, Path, Selector, Set, Term};
use super::world::{Row, World};
use std::collections::{BTreeMap, BTreeSet};

/// A subject or record, by its place.
pub type Ix = usize;

/// A time as a row tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When {
    /// Its day.
    pub day: Day,
    /// The second of the day, where it is told.
    pub second: Option<i64>,
}

/// A subject or record.
#[derive(Clone, Debug)]
pub struct Thing<'w> {
    /// What it is.
    pub of: Of,
    /// Its id (made up where it has none).
    pub id: String,
    /// Its row.
    pub row: &'w Row,
    /// The units it belongs to.
    pub units: Vec<Ix>,
    /// The channel it is or belongs to.
    pub channel: Option<Ix>,
    /// The channel above it.
    pub parent: Option<Ix>,
    /// What it is about, for records about subjects.
    pub about: Option<Ix>,
    /// For a group: its members.
    pub members: Vec<Ix>,
}

/// A completed world under a rule set.
pub struct Plain<'w> {
    /// The world.
    pub world: &'w World,
    /// The rule set.
    pub set: &'w Set,
    /// Everything in it.
    pub things: Vec<Thing<'w>>,
    /// Working days.
    pub working: Working,
    /// Weeks.
    pub weeks: Weeks,
}

/// When an attribute is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// The day at which states are read.
    pub state: Day,
}

/// Reads a cell with a day, or a day and a time.
pub fn when(cell: &str) -> Option<When> {
    let (day, time) = cell
        .split_once(' ')
        .map_or((cell, None), |(day, time)| (day, Some(time)));
    let second = match time {
        None => None,
        Some(time) => {
            let mut parts = time.split(':').map(|part| part.parse::<i64>().ok());
            Some(parts.next()?? * 3600 + parts.next()?? * 60 + parts.next().flatten().unwrap_or(0))
        }
    };
    Some(When {
        day: days::parse(day)?,
        second,
    })
}

/// The cell that holds an event.
pub fn event_cell(of: Of, event: &str) -> &str {
    match (of, event) {
        (Of::Publication, "published") => "published_at",
        (Of::Letter, "received") => "received_at",
        (Of::Letter, "answered") => "replied_at",
        (Of::Letter, "transferred") => "transferred_at",
        (Of::Letter, "extension_told") => "extension_told_at",
        (Of::Letter | Of::Request, "extended_to") => "extended_to",
        (Of::Request, "received") => "received_on",
        (Of::Request, "answered") => "replied_on",
        (Of::Request, "correction_told") => "correction_told_on",
        (Of::Request, "corrected") => "corrected_on",
        (Of::Request, "consult_sent") => "consult_sent_on",
        (Of::Request, "opinion_received") => "opinion_received_on",
        (Of::Request, "extension_told") => "extension_told_on",
        (Of::Task, "issued") => "issued_on",
        (Of::Task, "handed_in") => "done_at",
        (Of::Manuscript, "submitted") => "submitted_on",
        (Of::Manuscript, "adopted") => "adopted_on",
        (Of::Observation, "found") => "on",
        (Of::Case, "found") => "found_on",
        (Of::Case, "issued") => "issued_on",
        (Of::Case, "due") => "due_on",
        (Of::Case, "reported") => "reported_on",
        (Of::Case, "rectified") => "rectified_on",
        (Of::Sighting, "seen") => "seen_on",
        (Of::Notice, "sent") => "sent_on",
        (_, "opened") => "opened_on",
        (_, "closed") => "closed_on",
        (_, other) => other,
    }
}

/// The event by which records belong to a window unless a rule says otherwise.
pub fn own_event(of: Of) -> &'static str {
    match of {
        Of::Publication => "published",
        Of::Letter | Of::Request => "received",
        Of::Task => "due",
        Of::Manuscript => "submitted",
        Of::Observation | Of::Case => "found",
        Of::Sighting => "seen",
        Of::Probe => "at",
        Of::Notice => "sent",
        _ => "",
    }
}

impl<'w> Plain<'w> {
    /// Reads the tables of a completed world.
    pub fn new(world: &'w World, set: &'w Set) -> Plain<'w> {
        let mut things: Vec<Thing<'w>> = Vec::new();
        static NOTHING: Row = Row::new();
        things.push(Thing {
            of: Of::All,
            id: "all".to_owned(),
            row: &NOTHING,
            units: Vec::new(),
            channel: None,
            parent: None,
            about: None,
            members: Vec::new(),
        });
        let mut by_id: BTreeMap<&str, Ix> = BTreeMap::new();
        for (of, rows) in &world.tables {
            let mut seen: BTreeSet<&Row> = BTreeSet::new();
            for (place, row) in rows.iter().enumerate() {
                // the same row twice is one record
                if !seen.insert(row) {
                    continue;
                }
                let ix = things.len();
                let own = row
                    .get("id")
                    .or_else(|| (*of == Of::Manuscript).then(|| row.get("title")).flatten());
                if let Some(id) = row.get("id") {
                    by_id.insert(id, ix);
                }
                let id = own
                    .cloned()
                    .unwrap_or_else(|| format!("{}#{place}", of.words().1));
                let channel = of.is_channel().then_some(ix);
                let units = if *of == Of::Unit {
                    vec![ix]
                } else {
                    Vec::new()
                };
                things.push(Thing {
                    of: *of,
                    id,
                    row,
                    units,
                    channel,
                    parent: None,
                    about: None,
                    members: Vec::new(),
                });
            }
        }
        let find = |cell: Option<&String>| cell.and_then(|cell| by_id.get(cell.as_str()).copied());
        // channels first: records take their units from them
        for thing in things.iter_mut().filter(|thing| thing.of.is_channel()) {
            let row = thing.row;
            let names = row.get("unit").map_or("", String::as_str).split('、');
            thing.units = names.filter_map(|name| by_id.get(name).copied()).collect();
            thing.parent = find(row.get("parent")).or(find(row.get("site")));
        }
        for ix in 0..things.len() {
            let row = things[ix].row;
            match things[ix].of {
                Of::Publication | Of::Probe => {
                    things[ix].channel = find(row.get("channel"));
                    things[ix].units = things[ix]
                        .channel
                        .map_or(Vec::new(), |channel| things[channel].units.clone());
                }
                Of::Letter | Of::Request | Of::Task => {
                    things[ix].units = find(row.get("unit")).into_iter().collect()
                }
                Of::Manuscript => {
                    let names = row.get("units").map_or("", String::as_str);
                    things[ix].units = names
                        .split('、')
                        .filter_map(|name| by_id.get(name).copied())
                        .collect();
                }
                Of::Observation | Of::Notice | Of::Case | Of::Verdict | Of::Filing => {
                    let about = if row.get("subject").is_some_and(|subject| subject == "all") {
                        Some(0)
                    } else {
                        find(row.get("subject"))
                    };
                    things[ix].about = about;
                    if let Some(about) = about {
                        things[ix].units = things[about].units.clone();
                        things[ix].channel = things[about]
                            .channel
                            .filter(|_| things[about].of.is_channel());
                    }
                }
                Of::Sighting => {
                    let same = |thing: &Thing<'_>| {
                        thing.of == Of::Account
                            && ["name", "platform"]
                                .iter()
                                .all(|key| thing.row.get(*key) == row.get(*key))
                    };
                    let account = things.iter().position(same);
                    things[ix].channel = account;
                    things[ix].units =
                        account.map_or(Vec::new(), |account| things[account].units.clone());
                }
                _ => {}
            }
        }
        let working = if set.monday_to_friday {
            Working::MondayToFriday
        } else {
            Working::Calendar
        };
        Plain {
            world,
            set,
            things,
            working,
            weeks: Weeks {
                start: set.week_start,
                belong: set.belong,
            },
        }
    }

    /// All things of a kind.
    pub fn of(&self, of: Of) -> impl Iterator<Item = Ix> + '_ {
        self.things
            .iter()
            .enumerate()
            .filter(move |(_, thing)| thing.of == of)
            .map(|(ix, _)| ix)
    }

    /// A cell that is filled.
    pub fn cell(&self, ix: Ix, header: &str) -> Option<&str> {
        self.things[ix]
            .row
            .get(header)
            .map(String::as_str)
            .filter(|cell| !cell.is_empty())
    }

    /// The times of an event, known by the as-of date.
    pub fn events(&self, ix: Ix, event: &str) -> Vec<When> {
        let of = self.things[ix].of;
        let cell = self.cell(ix, event_cell(of, event)).unwrap_or_default();
        let known = |when: &When| {
            when.day <= self.world.as_of
                || matches!(
                    event,
                    "due" | "extended_to" | "to" | "from" | "opened" | "closed"
                )
        };
        cell.split('、').filter_map(when).filter(known).collect()
    }

    /// The first time of an event.
    pub fn event(&self, ix: Ix, event: &str) -> Option<When> {
        self.events(ix, event).first().copied()
    }

    /// A channel and all above it.
    pub fn upward(&self, channel: Ix) -> Vec<Ix> {
        let mut chain = vec![channel];
        while let Some(parent) = chain.last().and_then(|last| self.things[*last].parent) {
            chain.push(parent);
        }
        chain
    }

    /// Whether a thing lies at or beneath another.
    pub fn beneath(&self, thing: Ix, above: Ix) -> bool {
        let (it, over) = (&self.things[thing], &self.things[above]);
        if thing == above || over.of == Of::All {
            return true;
        }
        if !over.members.is_empty() {
            return over
                .members
                .iter()
                .any(|member| self.beneath(thing, *member));
        }
        match over.of {
            Of::Unit => it.units.contains(&above),
            Of::Site | Of::Column | Of::Account => it
                .channel
                .is_some_and(|channel| self.upward(channel).contains(&above)),
            _ => it.about == Some(above),
        }
    }

    /// Whether a record counts for a subject.
    pub fn counts_for(&self, record: Ix, subject: Ix, below: bool, publisher: bool) -> bool {
        let over = &self.things[subject];
        if !over.members.is_empty() {
            return over
                .members
                .iter()
                .any(|member| self.counts_for(record, *member, below, publisher));
        }
        if publisher && over.of == Of::Unit && self.things[record].of == Of::Publication {
            return self.cell(record, "unit") == Some(over.id.as_str());
        }
        if over.of.is_channel() && !below {
            return record == subject || self.things[record].channel == Some(subject);
        }
        self.beneath(record, subject)
    }

    /// The values of an attribute; `None` if it is missing.
    pub fn attribute(&self, ix: Ix, path: &Path, asked: Asked) -> Option<Vec<String>> {
        let thing = &self.things[ix];
        let at = match path.0 {
            None => ix,
            Some("unit") => {
                // units that answer together have all that each of them has
                let mut all = Vec::new();
                for unit in &thing.units {
                    all.extend(self.own(*unit, &path.1, asked)?);
                }
                all.sort();
                all.dedup();
                return (!thing.units.is_empty()).then_some(all);
            }
            Some("parent") => thing.parent?,
            Some("channel") => thing.channel?,
            Some("site") => *self
                .upward(thing.channel?)
                .iter()
                .find(|above| self.things[**above].of == Of::Site)?,
            Some(_) => return None,
        };
        self.own(at, &path.1, asked)
    }

    fn own(&self, ix: Ix, name: &str, asked: Asked) -> Option<Vec<String>> {
        let thing = &self.things[ix];
        let one = |text: &str| Some(vec![text.to_owned()]);
        let told = |yes: bool| one(if yes { "true" } else { "false" });
        let cell = |header: &str| self.cell(ix, header).map(str::to_owned);
        let by_then = |event: &str| {
            self.event(ix, event)
                .is_some_and(|when| when.day <= asked.state)
        };
        match (thing.of, name) {
            (_, "id") => one(&thing.id),
            (_, "tag") => Some(cell("tags").map_or(Vec::new(), |tags| {
                tags.split('、').map(str::to_owned).collect()
            })),
            (_, "unit") => {
                let ids = thing.units.iter().map(|unit| self.things[*unit].id.clone());
                (!thing.units.is_empty()).then(|| ids.collect())
            }
            (_, "channel") => thing
                .channel
                .map(|channel| vec![self.things[channel].id.clone()]),
            (Of::Site | Of::Column | Of::Account, "kind") if cell("kind").is_none() => {
                one(thing.of.words().0)
            }
            (Of::Site | Of::Column | Of::Account, "state") => {
                one(&cell("state").unwrap_or_else(|| "open".to_owned()))
            }
            (Of::Unit, "own_site") => match cell("own_site") {
                Some(cell) => one(&cell),
                None => told(
                    self.of(Of::Site)
                        .any(|site| self.things[site].units.contains(&ix)),
                ),
            },
            (_, "sampled") => told(self.sampled(ix)),
            (Of::Letter, "valid") => one(&cell("valid").unwrap_or_else(|| "true".to_owned())),
            (Of::Letter | Of::Request, "answered") => told(by_then("answered")),
            (Of::Letter | Of::Request, "extended") => {
                // the day on which it was told decides, where it is known
                let header = event_cell(thing.of, "extension_told");
                told(if cell(header).is_some() {
                    by_then("extension_told")
                } else {
                    cell("extended_to").is_some()
                })
            }
            (Of::Request, "corrected") => told(by_then("corrected")),
            (Of::Task, "done") => told(by_then("handed_in")),
            (Of::Manuscript, "adopted") => told(cell("adopted_by").is_some() || by_then("adopted")),
            (Of::Manuscript, "adopted_by") => match cell("adopted_by") {
                Some(whom) => one(&whom),
                // somebody, and a completed world says whom
                None if by_then("adopted") => cell("~adopted_by").map(|whom| vec![whom]),
                None => one(""),
            },
            // a figure among the verdicts has none
            (Of::Verdict, "outcome" | "grade") => one(&cell(name).unwrap_or_default()),
            (Of::Observation, "confirmed") => {
                one(&cell("confirmed").unwrap_or_else(|| "true".to_owned()))
            }
            (Of::Case, "reported") => told(by_then("reported")),
            (Of::Case, "opened_in") => one(self.opened_in(ix)),
            (Of::Sighting, "registered") => told(thing.channel.is_some()),
            (Of::Probe, "announced") => {
                one(&cell("announced").unwrap_or_else(|| "false".to_owned()))
            }
            (Of::Probe, "reached") => match (
                cell("ok"),
                cell("status").and_then(|status| status.parse::<i64>().ok()),
            ) {
                (Some(ok), _) => one(&ok),
                (None, Some(status)) => told((200..400).contains(&status)),
                (None, None) => None,
            },
            (Of::Notice, "about") => cell("about").map(|about| vec![about]),
            (_, name) => {
                let declared = self
                    .set
                    .attributes
                    .iter()
                    .find(|one| one.of == thing.of && one.name == name);
                let default = declared
                    .and_then(|declared| declared.default)
                    .map(str::to_owned);
                cell(name).or(default).map(|value| vec![value])
            }
        }
    }

    fn opened_in(&self, ix: Ix) -> &'static str {
        let found = self.event(ix, "found").map_or(Day::MIN, |when| when.day);
        if days::has(self.world.span, found) {
            "this period"
        } else if days::has(self.world.before(1).1, found) {
            "previous period"
        } else if found < self.world.span.0 {
            "earlier"
        } else {
            "later"
        }
    }

    /// Whether a subject was drawn, where only some were.
    pub fn sampled(&self, ix: Ix) -> bool {
        let thing = &self.things[ix];
        let drawn = self.world.sample.iter().find(|(of, _)| *of == thing.of);
        drawn.is_none_or(|(_, ids)| ids.contains(&thing.id))
    }

    /// Whether a selector holds of a thing; `None` if an attribute is missing.
    pub fn holds(&self, selector: &Selector, ix: Ix, asked: Asked) -> Option<bool> {
        let mut all = Some(true);
        for term in &selector.0 {
            match self.term(term, ix, asked) {
                Some(false) => return Some(false),
                None => all = None,
                Some(true) => {}
            }
        }
        all
    }

    fn term(&self, term: &Term, ix: Ix, asked: Asked) -> Option<bool> {
        match term {
            Term::Is(path, wanted) => {
                let values = self.attribute(ix, path, asked)?;
                Some(values.iter().any(|value| wanted.contains(value)))
            }
            Term::Number(path, tests) => {
                let values = self.attribute(ix, path, asked)?;
                let number: i64 = values.first()?.parse().ok()?;
                Some(
                    tests
                        .iter()
                        .all(|(how, limit)| how.holds(number.cmp(limit))),
                )
            }
            Term::Any(any) => {
                let each: Vec<Option<bool>> =
                    any.iter().map(|one| self.holds(one, ix, asked)).collect();
                if each.contains(&Some(true)) {
                    Some(true)
                } else if each.contains(&None) {
                    None
                } else {
                    Some(false)
                }
            }
            Term::Not(inner) => self.holds(inner, ix, asked).map(|holds| !holds),
            Term::InList(name) => {
                let thing = &self.things[ix];
                let list = self.set.lists.iter().find(|(list, _)| list == name);
                list.map(|(_, members)| members.contains(&thing.id))
            }
        }
    }

    /// Whether a selector holds; all of it if there is none.
    pub fn fits(&self, selector: Option<&Selector>, ix: Ix, asked: Asked) -> bool {
        selector.is_none_or(|selector| self.holds(selector, ix, asked) == Some(true))
    }

    /// Whether a channel is open on all days of a span; everything else always is.
    pub fn open_throughout(&self, ix: Ix, span: Span) -> bool {
        if !self.things[ix].of.is_channel() {
            return true;
        }
        let opened = self
            .event(ix, "opened")
            .is_none_or(|when| when.day <= span.0);
        let closed = self
            .event(ix, "closed")
            .is_some_and(|when| when.day <= span.1);
        opened && !closed
    }

    /// Whether a filing of a kind about a subject, or its unit, or all, touches a span.
    pub fn filed(&self, kind: &str, ix: Ix, span: Span) -> bool {
        let thing = &self.things[ix];
        self.of(Of::Filing).any(|filing| {
            let about = self.things[filing].about;
            let concerns = about == Some(ix)
                || about == Some(0)
                || about.is_some_and(|about| thing.units.contains(&about));
            let day = |header: &str, or: Day| {
                self.cell(filing, header)
                    .and_then(days::parse)
                    .unwrap_or(or)
            };
            let touches = day("from", Day::MIN) <= span.1 && span.0 <= day("to", Day::MAX);
            concerns && touches && self.cell(filing, "kind") == Some(kind)
        })
    }

    /// Whether an item is an update that counts: not one after the check point.
    pub fn is_update(&self, ix: Ix) -> bool {
        self.is_item(ix) && self.cell(ix, "~late").is_none()
    }

    /// Whether an item is an update at all.
    pub fn is_item(&self, ix: Ix) -> bool {
        let cell = |header: &str| self.cell(ix, header);
        !matches!(cell("state"), Some("deleted" | "scheduled"))
            && cell("type") != Some("comment")
            && self.event(ix, "published").is_some()
    }
}
