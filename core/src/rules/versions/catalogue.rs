//! The rule sets that are at hand, and which version of one is in force on a day.

use super::extend::{self, Origin};
use crate::calendar::Day;
use crate::diagnostic::{Diagnostic, Place, Severity, Text};
use crate::order::InOrder;
use crate::rules::shipped::{SHIPPED, Shipped};
use crate::rules::{RuleSet, read};
use crate::source::{Node, Source, Value, nearest};
use std::ops::Range;

/// So many sets may extend each other in a row.
const DEEPEST: usize = 8;

/// The rule sets that are at hand: the shipped ones, and those that were handed over. Nothing is read from anywhere.
///
/// ```
/// use tongbao::calendar::Day;
/// use tongbao::rules::Catalogue;
/// let day: Option<Day> = "2022-10-31".parse().ok();
/// let found = day.map(|day| Catalogue::new().resolve("zhanggong-2022", day));
/// assert!(matches!(found, Some(Ok(rules)) if rules.version == 1));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    members: Vec<Member>,
}

#[derive(Clone, Debug)]
struct Member {
    source: Source,
    node: Node,
    head: Head,
    shipped: bool,
}

/// What a catalogue has to know of a set to find it.
#[derive(Clone, Debug)]
struct Head {
    id: String,
    version: i64,
    from: Day,
    to: Option<Day>,
    effective: Range<usize>,
}

/// A version of a rule set that is at hand.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: i64,
    /// Its title.
    pub title: Text,
    /// The first day on which it is in force.
    pub from: Day,
    /// The last day on which it is in force.
    pub to: Option<Day>,
    /// The set that it extends.
    pub extends: Option<String>,
    /// The file it was handed over in; none for a shipped set.
    pub file: Option<String>,
}

/// A rule set made whole and read, with where each part of it came from.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// The rule set.
    pub rules: RuleSet,
    /// Where its figures, clocks, rules and sheets came from, by section and id.
    pub origins: Vec<Origin>,
    /// The whole tree, without the keys that extend another set.
    pub node: Node,
    /// The files that the tree came from.
    pub source: Source,
}

impl Head {
    fn of(node: &Node) -> Option<Head> {
        let effective = node.get("effective")?;
        let day = |key: &str| match effective.get(key) {
            Some(Node {
                value: Value::Null, ..
            })
            | None => Some(None),
            Some(node) => node.text()?.parse().ok().map(Some),
        };
        Some(Head {
            id: node.get("id")?.text()?.to_owned(),
            version: node.get("version")?.whole()?,
            from: day("from")??,
            to: day("to")?,
            effective: effective.span.clone(),
        })
    }

    fn holds(&self, day: Day) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    fn interval(&self) -> Text {
        match self.to {
            Some(to) => Text::new(
                format!("{}至{to}", self.from),
                format!("{} to {to}", self.from),
            ),
            None => Text::new(format!("{}起", self.from), format!("from {} on", self.from)),
        }
    }
}

impl Member {
    fn place(&self) -> Place {
        self.source.place(&self.head.effective, "effective")
    }
}

impl Catalogue {
    /// The shipped rule sets.
    pub fn new() -> Catalogue {
        Catalogue::default()
    }

    /// Takes a rule set written in TOML.
    ///
    /// # Errors
    /// What is wrong with it, if its id, version or days cannot be read. Everything else is told when it is used.
    #[cfg(feature = "toml")]
    pub fn add_toml(&mut self, file: &str, text: &str) -> Result<(), Vec<Diagnostic>> {
        let (source, node) = Source::read_toml(file, text)?;
        self.add(source, node)
    }

    /// Takes a rule set in JSON.
    ///
    /// # Errors
    /// What is wrong with it, if its id, version or days cannot be read. Everything else is told when it is used.
    pub fn add_json(&mut self, file: &str, text: &str) -> Result<(), Vec<Diagnostic>> {
        let (source, node) = Source::read_json(file, text)?;
        self.add(source, node)
    }

    /// Takes a rule set as a tree. The same set handed over twice is there once.
    ///
    /// # Errors
    /// What is wrong with it, if its id, version or days cannot be read. Everything else is told when it is used.
    pub fn add(&mut self, source: Source, node: Node) -> Result<(), Vec<Diagnostic>> {
        let Some(head) = Head::of(&node) else {
            return Err(match read::whole(&source, &node) {
                Err(told) => told,
                // the reader is stricter than the head
                Ok(_) => Vec::new(),
            });
        };
        let canonical = node.canonical();
        let again =
            |member: &Member| member.head.id == head.id && member.node.canonical() == canonical;
        if !self.members.iter().any(again) {
            self.members.push(Member {
                source,
                node,
                head,
                shipped: false,
            });
        }
        Ok(())
    }

    /// What is wrong with the versions of the sets that were handed over: those of one id that overlap, or leave a gap.
    pub fn check(&self) -> Vec<Diagnostic> {
        let mut ids: Vec<&str> = self
            .members
            .iter()
            .map(|member| member.head.id.as_str())
            .collect();
        ids.in_order();
        ids.dedup();
        ids.into_iter().flat_map(|id| self.versions(id).1).collect()
    }

    /// Every version at hand, by id and first day.
    pub fn listed(&self) -> Vec<Listed> {
        let mut members: Vec<Member> = SHIPPED.iter().filter_map(shipped).collect();
        members.extend(self.members.iter().cloned());
        members.in_order_by(|a, b| (&a.head.id, a.head.from).cmp(&(&b.head.id, b.head.from)));
        members
            .into_iter()
            .map(|member| Listed {
                title: title(&member.node),
                extends: member
                    .node
                    .get("extends")
                    .and_then(Node::text)
                    .map(str::to_owned),
                file: (!member.shipped).then_some(member.source.file),
                id: member.head.id,
                version: member.head.version,
                from: member.head.from,
                to: member.head.to,
            })
            .collect()
    }

    /// The rule set of an id in the version that is in force on a day, made whole.
    ///
    /// # Errors
    /// There is no such id, its versions overlap or leave a gap, none is in force on that day, or what is wrong with
    /// the one that is.
    pub fn resolve(&self, id: &str, day: Day) -> Result<RuleSet, Vec<Diagnostic>> {
        self.resolved(id, Some(day)).map(|resolved| resolved.rules)
    }

    /// The same, with where each part came from; without a day, the latest version.
    ///
    /// # Errors
    /// As for [`Catalogue::resolve`].
    pub fn resolved(&self, id: &str, day: Option<Day>) -> Result<Resolved, Vec<Diagnostic>> {
        let member = self.in_force(id, day)?;
        let day = day.unwrap_or(member.head.from);
        self.whole(&member.source, &member.node, day, &[])
    }

    /// Reads a set that was handed over for itself, with its base taken from here; `day` says which version of the base,
    /// without it that of the set's own first day.
    ///
    /// # Errors
    /// Everything that is wrong with it or with a base.
    pub fn read(
        &self,
        source: &Source,
        node: &Node,
        day: Option<Day>,
    ) -> Result<Resolved, Vec<Diagnostic>> {
        let day = day.or_else(|| Head::of(node).map(|head| head.from));
        match day {
            Some(day) => self.whole(source, node, day, &[]),
            // without a head it cannot be made whole; the reader says why
            None => read::whole(source, node).map(|rules| Resolved {
                rules,
                origins: Vec::new(),
                node: node.clone(),
                source: source.clone(),
            }),
        }
    }

    /// Makes a set whole and reads it. `above` are the ids of those that extend it, the nearest last.
    fn whole(
        &self,
        source: &Source,
        node: &Node,
        day: Day,
        above: &[String],
    ) -> Result<Resolved, Vec<Diagnostic>> {
        let Some(extends) = extend::called(source, node)? else {
            let rules = read::whole(source, node)?;
            let origins = extend::own(&rules, node);
            return Ok(Resolved {
                rules,
                origins,
                node: node.clone(),
                source: source.clone(),
            });
        };
        let at = source.place(&extends.span, "extends");
        let mut chain = above.to_vec();
        chain.extend(node.get("id").and_then(Node::text).map(str::to_owned));
        let told_here = |told: Diagnostic| source.told(told, &extends.span, "extends");
        if let Some(told) = circle(&chain, &extends.id) {
            return Err(vec![told_here(told)]);
        }
        let at_extends = |told: Vec<Diagnostic>| -> Vec<Diagnostic> {
            let place = |one: Diagnostic| {
                if one.place.file.is_empty() {
                    told_here(one)
                } else {
                    one
                }
            };
            told.into_iter().map(place).collect()
        };
        let base = self.in_force(&extends.id, Some(day)).map_err(at_extends)?;
        let read_base = self.whole(&base.source, &base.node, day, &chain);
        let read_base = match read_base {
            Ok(read) => read,
            // nobody but us can mend a shipped set
            Err(told) if base.shipped => {
                return Err(told.into_iter().map(told_here).collect());
            }
            Err(told) => return Err(told),
        };
        let joined = extend::join(source, node, &read_base, base.shipped.then(|| at.clone()))?;
        let mut resolved = extend::read(joined, &read_base)?;
        if base.shipped {
            resolved
                .rules
                .warnings
                .retain(|one| one.severity != Severity::Warning || one.place != at);
        }
        Ok(resolved)
    }

    /// The version of an id that is in force on a day; without a day, the latest.
    fn in_force(&self, id: &str, day: Option<Day>) -> Result<Member, Vec<Diagnostic>> {
        let (versions, wrong) = self.versions(id);
        if versions.is_empty() {
            let mut known: Vec<&str> = SHIPPED.iter().map(|set| set.id).collect();
            known.extend(self.members.iter().map(|member| member.head.id.as_str()));
            known.in_order();
            known.dedup();
            return Err(vec![unknown_rule_set(id, &known)]);
        }
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let found = match day {
            Some(day) => versions.iter().find(|member| member.head.holds(day)),
            None => versions.last(),
        };
        found
            .cloned()
            .ok_or_else(|| vec![none_in_force(id, day, &versions)])
    }

    /// The versions of an id by their first day, and what is wrong with them together.
    fn versions(&self, id: &str) -> (Vec<Member>, Vec<Diagnostic>) {
        let mut versions: Vec<Member> = SHIPPED
            .iter()
            .filter(|set| set.id == id)
            .filter_map(shipped)
            .collect();
        for member in self.members.iter().filter(|member| member.head.id == id) {
            let again = versions
                .iter()
                .any(|known| known.node.canonical() == member.node.canonical());
            if !again {
                versions.push(member.clone());
            }
        }
        versions
            .in_order_by(|a, b| (a.head.from, a.head.version).cmp(&(b.head.from, b.head.version)));
        let mut wrong = Vec::new();
        for (place, later) in versions.iter().enumerate() {
            let Some(earlier) = place.checked_sub(1).and_then(|before| versions.get(before)) else {
                continue;
            };
            wrong.extend(clash(earlier, later));
        }
        (versions, wrong)
    }
}

fn shipped(shipped: &Shipped) -> Option<Member> {
    let (source, node) = Source::read_json(shipped.id, shipped.json.trim_end()).ok()?;
    let head = Head::of(&node)?;
    Some(Member {
        source,
        node,
        head,
        shipped: true,
    })
}

fn title(node: &Node) -> Text {
    let Some(title) = node.get("title") else {
        return Text::default();
    };
    let of = |key: &str| title.get(key).and_then(Node::text);
    match title.text() {
        Some(text) => Text::new(text, text),
        None => {
            let zh = of("zh").or_else(|| of("en")).unwrap_or("");
            Text::new(zh, of("en").unwrap_or(zh))
        }
    }
}

/// What is wrong with two versions of one id, the earlier and the next.
fn clash(earlier: &Member, later: &Member) -> Option<Diagnostic> {
    let (before, after) = (&earlier.head, &later.head);
    let (code, message, next) = if before.to.is_none_or(|to| after.from <= to) {
        let end = after.from.plus_days(-1);
        let next = if before.from < after.from {
            Text::new(
                format!(
                    "如前一版到此为止，请在第{}版中写 effective.to = {end}",
                    before.version
                ),
                format!(
                    "if the earlier one ends here, write effective.to = {end} in version {}",
                    before.version
                ),
            )
        } else {
            Text::new(
                "同一天只能有一个版本施行",
                "only one of them can be in force on a day",
            )
        };
        let message = Text::new(
            format!(
                "{} 的第{}版与第{}版施行期重叠",
                after.id, before.version, after.version
            ),
            format!(
                "versions {} and {} of {} overlap",
                before.version, after.version, after.id
            ),
        );
        ("versions.overlap", message, next)
    } else if before.to.is_some_and(|to| to.plus_days(1) < after.from) {
        let missing = before.to.map_or(after.from, |to| to.plus_days(1));
        let message = Text::new(
            format!(
                "{} 的第{}版与第{}版之间有空档（自{missing}）",
                after.id, before.version, after.version
            ),
            format!(
                "versions {} and {} of {} leave a gap (from {missing})",
                before.version, after.version, after.id
            ),
        );
        let next = Text::new(
            "请让前一版的失效日与后一版的生效日相接",
            "let the next one begin on the day after the earlier one ends",
        );
        ("versions.gap", message, next)
    } else if before.version == after.version {
        let message = Text::new(
            format!("{} 有两个第{}版", after.id, after.version),
            format!("there are two versions {} of {}", after.version, after.id),
        );
        let next = Text::new(
            "请给后一版另一个版本号",
            "give the later one another number",
        );
        ("versions.number", message, next)
    } else {
        return None;
    };
    let there = before.interval();
    let related = Text::new(
        format!("第{}版：{}", before.version, there.zh),
        format!("version {}: {}", before.version, there.en),
    );
    Some(
        later
            .source
            .error(code, &later.head.effective, "effective", message)
            .with_value(after.interval().en)
            .with_next_step(next)
            .with_related(earlier.place(), related),
    )
}

/// Whether a set would extend itself, or too many sets each other.
fn circle(chain: &[String], base: &str) -> Option<Diagnostic> {
    let around = chain.iter().any(|id| id == base);
    if !around && chain.len() <= DEEPEST {
        return None;
    }
    let shown: Vec<&str> = chain.iter().map(String::as_str).chain([base]).collect();
    let shown = shown.join(" → ");
    let (code, message) = if around {
        (
            "extends.cycle",
            Text::new(
                format!("指标体系绕回到自己：{shown}"),
                format!("the rule sets extend each other in a circle: {shown}"),
            ),
        )
    } else {
        (
            "extends.deep",
            Text::new(
                format!("层层沿用超过{DEEPEST}层：{shown}"),
                format!("more than {DEEPEST} rule sets extend each other: {shown}"),
            ),
        )
    };
    let next = Text::new("请沿用另一个指标体系", "extend another rule set");
    Some(
        Diagnostic::error(code, message)
            .with_value(base)
            .with_next_step(next),
    )
}

fn none_in_force(id: &str, day: Option<Day>, versions: &[Member]) -> Diagnostic {
    let day = day.map(|day| day.to_string()).unwrap_or_default();
    let list = |pick: &dyn Fn(&Member) -> String| -> String {
        let all: Vec<String> = versions.iter().map(pick).collect();
        all.join("; ")
    };
    let zh = list(&|member| format!("第{}版 {}", member.head.version, member.head.interval().zh));
    let en = list(&|member| {
        format!(
            "version {} {}",
            member.head.version,
            member.head.interval().en
        )
    });
    let message = Text::new(
        format!(
            "指标体系 {id} 在 {day} 不施行（{}）",
            zh.replace("; ", "；")
        ),
        format!("the rule set {id} is not in force on {day} ({en})"),
    );
    Diagnostic::error("rules.not_in_force", message)
        .with_value(day)
        .with_next_step(Text::new(
            "请选用当期施行的指标体系",
            "choose the rule set that was in force then",
        ))
}

/// No rule set at hand has this id.
pub fn unknown_rule_set(id: &str, known: &[&str]) -> Diagnostic {
    let list = known.join(", ");
    Diagnostic::error(
        "rules.unknown",
        Text::new(
            format!("没有编号为 {id} 的指标体系"),
            format!("there is no rule set `{id}`"),
        ),
    )
    .with_value(id)
    .with_next_step(Text::new(
        format!("可用的编号：{list}"),
        format!("rule sets known here: {list}"),
    ))
    .with_near(nearest(id, known.iter().copied()))
}
