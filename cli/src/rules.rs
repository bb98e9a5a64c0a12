//! `tongbao rules`: check, show, list, explain and compare rule sets.

use crate::arguments::{Check, Compare, ExplainRules, Format, List, Named, Show};
use crate::inspect::{Step, compare_folder};
use crate::options::{InspectOptions, Rules};
use crate::rule_files::{self, Given, RuleFile};
use crate::terminal::comparison::comparison;
use crate::terminal::excerpt::excerpt;
use crate::terminal::rule_set::toml;
use crate::terminal::table::{Side, lines};
use crate::terminal::{HEADING, QUIET, inert, say, styled};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use tongbao::calendar::Day;
use tongbao::diagnostic::{Diagnostic, Language, Severity, Text};
use tongbao::rules::{Catalogue, Listed, Resolved, RuleSet, describe};
use tongbao::source::nearest;
use tongbao::wire::{Problem, comparison_text};

/// What is to be printed, and whether all is well.
pub struct Said {
    /// The text.
    pub text: String,
    /// Whether nothing was wrong.
    pub well: bool,
}

impl Said {
    fn well(text: String) -> Said {
        Said { text, well: true }
    }
}

/// What went wrong, with the files that it is about.
pub struct Wrong {
    /// What there is to tell.
    pub problem: Problem,
    texts: BTreeMap<String, String>,
}

impl Wrong {
    /// Each diagnostic with the lines that it points at.
    pub fn drawn(&self) -> String {
        let text_of = |name: &str| self.texts.get(name).map(String::as_str);
        let language = self.problem.language;
        let told = self.problem.diagnostics.iter();
        told.map(|one| excerpt(one, text_of, language)).collect()
    }
}

/// The rule files at hand.
#[derive(Default)]
struct Files {
    all: Vec<RuleFile>,
}

impl Files {
    fn wrong(self, diagnostics: Vec<Diagnostic>, language: Language) -> Wrong {
        Wrong {
            problem: Problem {
                language,
                diagnostics,
            },
            texts: self.texts(),
        }
    }

    fn texts(self) -> BTreeMap<String, String> {
        let texts = self.all.into_iter().map(|file| (file.name, file.text));
        texts.collect()
    }

    fn has(&self, name: &str) -> bool {
        self.all.iter().any(|file| same_file(&file.name, name))
    }
}

/// Whether two paths name one file.
fn same_file(one: &str, other: &str) -> bool {
    let whole = |name: &str| Path::new(name).canonicalize().ok();
    one == other || whole(one).is_some_and(|one| whole(other) == Some(one))
}

/// `rules check`: every mistake of the files, each with its line.
pub fn check(arguments: &Check, language: Language) -> Said {
    let mut files = Files::default();
    let mut told = Vec::new();
    for path in &arguments.files {
        let read = if path.is_dir() {
            rule_files::in_folder(path, path)
        } else {
            let name = path.display().to_string();
            RuleFile::read(path, &name)
                .map(|file| vec![file])
                .map_err(|told| vec![told])
        };
        match read {
            Ok(read) => files.all.extend(read),
            Err(wrong) => told.extend(wrong),
        }
    }
    let asked = files.all.len();
    beside(&mut files, &arguments.files);
    let (sets, wrong) = at_hand(&files, asked);
    told.extend(wrong);
    told.extend(sets.check());
    let mut sound = Vec::new();
    for file in files.all.iter().take(asked) {
        // a wrong syntax or head was told above
        let Ok((source, node)) = file.tree() else {
            continue;
        };
        match sets.read(&source, &node, None) {
            Ok(resolved) => {
                told.extend(resolved.rules.warnings.iter().cloned());
                sound.push((file.name.clone(), resolved.rules));
            }
            Err(wrong) => told.extend(wrong),
        }
    }
    let mut once: Vec<Diagnostic> = Vec::new();
    for one in told {
        if !once.contains(&one) {
            once.push(one);
        }
    }
    let well = !once.iter().any(|one| one.severity == Severity::Error);
    if arguments.format == Format::Json {
        let problem = Problem {
            language,
            diagnostics: once,
        };
        return Said {
            text: problem.to_text(),
            well,
        };
    }
    let wrong = files.wrong(once, language);
    let mut text = wrong.drawn();
    if !text.is_empty() && !sound.is_empty() {
        text.push('\n');
    }
    for (file, rules) in &sound {
        text.push_str(&in_short(file, rules, language));
    }
    Said { text, well }
}

fn in_short(file: &str, rules: &RuleSet, language: Language) -> String {
    let (file, id) = (inert(file), inert(&rules.id));
    let counts = [
        (rules.rules.len(), "指标", "rules"),
        (rules.figures.len(), "统计项", "figures"),
        (rules.clocks.len(), "时限", "clocks"),
        (rules.sheets.len(), "评分表", "sheets"),
    ];
    let counts: Vec<String> = counts
        .into_iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, zh, en)| match language {
            Language::Zh => format!("{zh}{count}个"),
            Language::En if count == 1 => format!("1 {}", en.trim_end_matches('s')),
            Language::En => format!("{count} {en}"),
        })
        .collect();
    let counts = counts.join(say(language, "，", ", "));
    match language {
        Language::Zh => format!("{file}：{id} 第{}版，{counts}，可以使用\n", rules.version),
        Language::En => format!("{file}: {id} version {}, {counts}, sound\n", rules.version),
    }
}

/// Adds the rule files that stand beside some files.
fn beside(files: &mut Files, paths: &[PathBuf]) {
    for path in paths {
        let Some(folder) = rule_files::folder_of(path) else {
            continue;
        };
        // what cannot be read there is told when it is asked for
        for file in rule_files::in_folder(&folder, &folder).unwrap_or_default() {
            if !files.has(&file.name) {
                files.all.push(file);
            }
        }
    }
}

/// The sets of the files, and what is wrong with the first ones, which were asked for.
fn at_hand(files: &Files, asked: usize) -> (Catalogue, Vec<Diagnostic>) {
    let mut sets = Catalogue::new();
    let mut told = Vec::new();
    for (place, file) in files.all.iter().enumerate() {
        let added = file
            .tree()
            .and_then(|(source, node)| sets.add(source, node));
        if place < asked {
            told.extend(added.err().into_iter().flatten());
        }
    }
    (sets, told)
}

/// A rule set by its id or file, whole.
fn resolve(named: &Named, language: Language) -> Result<Resolved, Wrong> {
    let mut files = Files::default();
    let day = match day(named.day.as_deref()) {
        Ok(day) => day,
        Err(told) => return Err(files.wrong(vec![told], language)),
    };
    if let Some(dir) = &named.dir {
        match rule_files::beside(dir) {
            Ok(all) => files.all.extend(all),
            Err(told) => return Err(files.wrong(told, language)),
        }
    }
    let resolved = match rule_files::given(&named.set, Path::new("")) {
        Given::Id(id) => rule_files::catalogue(&files.all).and_then(|sets| sets.resolved(&id, day)),
        Given::File(path) => {
            let name = path.display().to_string();
            match RuleFile::read(&path, &name) {
                Ok(file) => files.all.insert(0, file),
                Err(told) => return Err(files.wrong(vec![told], language)),
            }
            beside(&mut files, &[path]);
            let (sets, told) = at_hand(&files, 1);
            let file = files.all.first().map(RuleFile::tree);
            match file {
                Some(Ok((source, node))) => sets.read(&source, &node, day),
                _ => Err(told),
            }
        }
    };
    resolved.map_err(|told| files.wrong(told, language))
}

fn day(given: Option<&str>) -> Result<Option<Day>, Diagnostic> {
    let Some(given) = given else {
        return Ok(None);
    };
    given.parse().map(Some).map_err(|()| {
        Diagnostic::error("date.format", Text::new("不是日期", "this is no date"))
            .with_value(given)
            .with_next_step(Text::new("写成 2022-11-15", "write it like 2022-11-15"))
    })
}

/// `rules show`: the whole set.
pub fn show(arguments: &Show, language: Language) -> Result<Said, Wrong> {
    let resolved = resolve(&arguments.named, language)?;
    Ok(Said::well(if arguments.json {
        format!("{}\n", resolved.rules.canonical)
    } else {
        toml(&resolved, language)
    }))
}

/// Ids with their sentences, and what they are called together in Chinese and in English.
type Section<'r> = (Vec<(&'r str, String)>, &'static str, &'static str);

/// `rules explain`: each rule in a sentence.
pub fn explain(arguments: &ExplainRules, language: Language) -> Result<Said, Wrong> {
    let resolved = resolve(&arguments.named, language)?;
    let rules = &resolved.rules;
    if let Some(id) = &arguments.rule {
        let Some(said) = describe::describe(rules, id, language) else {
            return Err(Files::default().wrong(vec![no_rule(rules, id)], language));
        };
        return Ok(Said::well(format!("{}\n", inert(&said))));
    }
    let mut out = format!("{}\n", styled(HEADING, inert(rules.title.get(language))));
    let sections: [Section<'_>; 4] = [
        (
            rules
                .rules
                .iter()
                .map(|rule| (rule.id.as_str(), describe::rule(rules, rule, language)))
                .collect(),
            "指标",
            "Rules",
        ),
        (
            rules
                .figures
                .iter()
                .map(|figure| {
                    (
                        figure.id.as_str(),
                        describe::figure(rules, figure, language),
                    )
                })
                .collect(),
            "统计项",
            "Figures",
        ),
        (
            rules
                .clocks
                .iter()
                .map(|clock| (clock.id.as_str(), describe::clock(clock, language)))
                .collect(),
            "时限",
            "Clocks",
        ),
        (
            rules
                .sheets
                .iter()
                .map(|sheet| (sheet.id.as_str(), describe::sheet(rules, sheet, language)))
                .collect(),
            "评分表",
            "Sheets",
        ),
    ];
    for (all, zh, en) in sections {
        if all.is_empty() {
            continue;
        }
        out.push_str(&format!("\n{}\n", styled(HEADING, say(language, zh, en))));
        for (id, said) in all {
            out.push_str(&format!(
                "  {}\n    {}\n",
                styled(QUIET, inert(id)),
                inert(&said)
            ));
        }
    }
    Ok(Said::well(out))
}

fn no_rule(rules: &RuleSet, id: &str) -> Diagnostic {
    let known = rules
        .rules
        .iter()
        .map(|rule| rule.id.as_str())
        .chain(rules.figures.iter().map(|figure| figure.id.as_str()))
        .chain(rules.clocks.iter().map(|clock| clock.id.as_str()))
        .chain(rules.sheets.iter().map(|sheet| sheet.id.as_str()));
    let message = Text::new(
        format!("{} 中没有 `{id}`", rules.id),
        format!("{} has no `{id}`", rules.id),
    );
    let next = Text::new(
        "不写指标编号，即列出全部",
        "leave out the id to see all of them",
    );
    Diagnostic::error("rule.unknown", message)
        .with_value(id)
        .with_next_step(next)
        .with_near(nearest(id, known))
}

/// `rules list`: what is at hand, with the days on which it is in force.
pub fn list(arguments: &List, language: Language) -> Result<Said, Wrong> {
    let mut files = Files::default();
    if let Some(dir) = &arguments.dir {
        match rule_files::beside(dir) {
            Ok(all) => files.all.extend(all),
            Err(told) => return Err(files.wrong(told, language)),
        }
    }
    let sets = match rule_files::catalogue(&files.all) {
        Ok(sets) => sets,
        Err(told) => return Err(files.wrong(told, language)),
    };
    let rows: Vec<Vec<String>> = sets.listed().iter().map(|set| row(set, language)).collect();
    let text = lines(&[Side::Left; 5], &rows)
        .into_iter()
        .map(|line| format!("{line}\n"));
    Ok(Said::well(text.collect()))
}

fn row(set: &Listed, language: Language) -> Vec<String> {
    let interval = match (set.to, language) {
        (Some(to), Language::Zh) => format!("{}至{to}", set.from),
        (None, Language::Zh) => format!("{}起", set.from),
        (Some(to), Language::En) => format!("{} to {to}", set.from),
        (None, Language::En) => format!("from {} on", set.from),
    };
    let place = set
        .file
        .as_deref()
        .map_or_else(|| say(language, "内置", "shipped").to_owned(), inert);
    let place = match (&set.extends, language) {
        (None, _) => place,
        (Some(base), Language::Zh) => format!("{place}，沿用 {}", inert(base)),
        (Some(base), Language::En) => format!("{place}, extends {}", inert(base)),
    };
    vec![
        inert(&set.id),
        match language {
            Language::Zh => format!("第{}版", set.version),
            Language::En => format!("version {}", set.version),
        },
        interval,
        place,
        inert(set.title.get(language)),
    ]
}

/// `rules compare`: what becomes of the findings of a folder.
pub fn compare(
    arguments: &Compare,
    language: Language,
    step: &dyn Fn(Step<'_>),
) -> Result<Said, Problem> {
    let options = InspectOptions {
        period: arguments.period.clone(),
        as_of: arguments.as_of.clone(),
        language,
        ..InspectOptions::default()
    };
    let named = |given: &String| Rules::Named(given.clone());
    let (before, after) = (named(&arguments.before), named(&arguments.after));
    let compared = compare_folder(&arguments.dir, [&before, &after], &options, step)?;
    Ok(Said::well(if arguments.json {
        comparison_text(&compared)
    } else {
        comparison(&compared, language)
    }))
}
