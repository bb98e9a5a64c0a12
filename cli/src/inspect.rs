//! From a folder to an inspection, and from an inspection to the folder of results.

use crate::folder::Folder;
use crate::options::{InspectOptions, Rules};
use crate::output::{self, ResultFile};
use crate::problem::not_accessible;
use crate::rule_files;
use std::fs;
use std::path::{Path, PathBuf};
use tongbao::bulletin::compose;
use tongbao::calendar::{Day, Period, WorkingDays};
use tongbao::diagnostic::{Diagnostic, Text};
use tongbao::findings::{Comparison, compare_rules};
use tongbao::records::settings::Settings;
use tongbao::rules::{Catalogue, Resolved};
use tongbao::source::Source;
use tongbao::wire::{Problem, calendar_of, intake_text, to_text};
use tongbao::{Inspection, Options, Run};
use tongbao_documents::csv::{Encoding, findings_csv, read_csv, statistics_csv};
use tongbao_documents::html::to_html;
use tongbao_documents::markdown::to_markdown;

/// What is being done, for those who show progress.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// A file of so many bytes is being read.
    Reading(&'a str, u64),
    /// The records are being judged.
    Judging,
}

/// An inspected folder.
pub struct Inspected {
    /// What came out.
    pub inspection: Inspection,
    /// What is odd about the folder itself: files that were not read.
    pub warnings: Vec<Diagnostic>,
}

/// Inspects a folder.
///
/// # Errors
///
/// Nothing could be judged: no folder, no settings, no rule set, or wrong ones. A CSV file that cannot be read is no
/// error here: the report says that its rules were not judged.
pub fn inspect_folder(dir: &Path, options: &InspectOptions) -> Result<Inspected, Problem> {
    inspect_folder_with(dir, options, &|_| {})
}

/// As [`inspect_folder`], and tells each step before it is taken.
///
/// # Errors
///
/// As [`inspect_folder`].
pub fn inspect_folder_with(
    dir: &Path,
    options: &InspectOptions,
    step: &dyn Fn(Step<'_>),
) -> Result<Inspected, Problem> {
    let problem = |diagnostics| Problem {
        language: options.language,
        diagnostics,
    };
    let Prepared { run, warnings, .. } = prepare(dir, options, step).map_err(problem)?;
    step(Step::Judging);
    let inspection = tongbao::inspect(run).map_err(problem)?;
    let unexplained = options
        .explain
        .iter()
        .filter_map(|(rule, subject)| inspection.explanation_missing(rule, subject));
    let unexplained: Vec<Diagnostic> = unexplained.collect();
    if !unexplained.is_empty() {
        return Err(problem(unexplained));
    }
    Ok(Inspected {
        inspection,
        warnings,
    })
}

/// Compares what two rule sets say of a folder's records; the first is the one that the other is measured
/// against. Neither need be in force.
///
/// # Errors
///
/// As [`inspect_folder`].
pub fn compare_folder(
    dir: &Path,
    [before, after]: [&Rules; 2],
    options: &InspectOptions,
    step: &dyn Fn(Step<'_>),
) -> Result<Comparison, Problem> {
    let problem = |diagnostics| Problem {
        language: options.language,
        diagnostics,
    };
    let prepared = prepare(dir, options, step).map_err(problem)?;
    let day = prepared.run.settings.period.span.to;
    let read = |given: &Rules| {
        let found = handed_over(given, &prepared.sets, Some(day));
        found.or_else(|told| match told.first() {
            Some(one) if one.code == "rules.not_in_force" => {
                handed_over(given, &prepared.sets, None)
            }
            _ => Err(told),
        })
    };
    let (before, after) = (
        read(before).map_err(problem)?.rules,
        read(after).map_err(problem)?.rules,
    );
    step(Step::Judging);
    let run = Run {
        rules: after,
        ..prepared.run
    };
    compare_rules(run, before).map_err(problem)
}

/// A folder, read and ready to be judged.
struct Prepared {
    run: Run,
    warnings: Vec<Diagnostic>,
    sets: Catalogue,
}

fn prepare(
    dir: &Path,
    options: &InspectOptions,
    step: &dyn Fn(Step<'_>),
) -> Result<Prepared, Vec<Diagnostic>> {
    let folder = Folder::read(dir, &|name, bytes| step(Step::Reading(name, bytes)))?;
    let mut settings = folder.settings.settings;
    let mut warnings = folder.warnings;
    let mut wrong = Vec::new();
    match replace_settings(&mut settings, options) {
        Ok(told) => warnings.extend(told),
        Err(told) => wrong.extend(told),
    }
    let day = Some(settings.period.span.to);
    let sets = rule_files::beside(dir).and_then(|files| rule_files::catalogue(&files));
    let read = sets.and_then(|sets| {
        let rules = match &options.rules {
            Some(given) => handed_over(given, &sets, day),
            None => rule_files::rule_set(&folder.settings.rules, dir, &sets, day),
        };
        rules.map(|resolved| (resolved.rules, sets))
    });
    let (rules, sets) = match read {
        Ok(read) if wrong.is_empty() => read,
        Ok(_) => return Err(wrong),
        Err(told) => return Err(wrong.into_iter().chain(told).collect()),
    };
    warnings.extend(rules.warnings.iter().cloned());
    let run = Run {
        settings,
        tables: folder.tables,
        rules,
        options: Options {
            language: options.language,
            all_outcomes: options.all_outcomes,
            plain: false,
            explain: options.explain.clone(),
        },
    };
    Ok(Prepared {
        run,
        warnings,
        sets,
    })
}

/// A rule set that the caller hands over.
fn handed_over(
    given: &Rules,
    sets: &Catalogue,
    day: Option<Day>,
) -> Result<Resolved, Vec<Diagnostic>> {
    let (source, node) = match given {
        Rules::Named(given) => return rule_files::rule_set(given, Path::new(""), sets, day),
        Rules::Toml(text) => Source::read_toml("rules.toml", text)?,
        Rules::Json(text) => Source::read_json_file("rules.json", text)?,
    };
    sets.read(&source, &node, day)
}

/// What the caller says goes before the folder's settings. Gives warnings, or all that is wrong with it.
fn replace_settings(
    settings: &mut Settings,
    options: &InspectOptions,
) -> Result<Option<Diagnostic>, Vec<Diagnostic>> {
    let mut warning = None;
    let mut wrong = Vec::new();
    if let Some(given) = &options.period {
        match Period::parse(given) {
            Some(period) if period == settings.period => {}
            Some(period) => {
                // What the folder says of its own period does not hold for another one.
                let of_its_own = settings.check_point.take().is_some()
                    | settings.title.take().is_some()
                    | settings.issued_on.take().is_some();
                warning = of_its_own.then(|| other_period(given));
                settings.period = period;
            }
            None => wrong.push(bad_period(given)),
        }
    }
    if let Some(given) = &options.as_of {
        match given.parse() {
            Ok(day) => settings.as_of = day,
            Err(()) => wrong.push(bad_day(given)),
        }
    }
    if let Some(path) = &options.calendar {
        match calendar(path) {
            Ok(calendar) => settings.calendar = calendar,
            Err(told) => wrong.push(told),
        }
    }
    if wrong.is_empty() {
        Ok(warning)
    } else {
        Err(wrong)
    }
}

fn other_period(given: &str) -> Diagnostic {
    let message = Text::new(
        "检查周期与 tongbao.toml 不同，其中的标题、印发日期和监测时间点不采用",
        "another period than in tongbao.toml: its title, day of issue and check point are set aside",
    );
    Diagnostic::warning("settings.set_aside", message)
        .with_value(given)
        .with_next_step(Text::new(
            "如需要，请在 tongbao.toml 中改检查周期及这几项",
            "to have them, change the period and these settings in tongbao.toml",
        ))
}

/// A working-day calendar from a CSV file; it goes by the file's name.
fn calendar(path: &Path) -> Result<WorkingDays, Diagnostic> {
    let bytes = fs::read(path).map_err(|why| {
        not_accessible(
            "calendar.unreadable",
            path,
            "无法读取工作日历",
            "the calendar cannot be read",
            &why,
        )
    })?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let table = read_csv(&name, &bytes, Encoding::Utf8);
    match table.unreadable {
        Some(told) => Err(told),
        None => calendar_of(&table).map_err(|told| *told),
    }
}

fn bad_period(given: &str) -> Diagnostic {
    Diagnostic::error(
        "period.format",
        Text::new("检查周期的写法不认识", "the period is not understood"),
    )
    .with_value(given)
    .with_next_step(Text::new(
        "写成 2022-10、2022Q4、2022H2、2022，或 2022-10-01..2022-10-31",
        "write 2022-10, 2022Q4, 2022H2, 2022, or 2022-10-01..2022-10-31",
    ))
}

fn bad_day(given: &str) -> Diagnostic {
    Diagnostic::error(
        "date.format",
        Text::new("统计截止日不是日期", "the as-of date is no date"),
    )
    .with_value(given)
    .with_next_step(Text::new("写成 2022-11-15", "write it like 2022-11-15"))
}

/// The files of results.
pub fn result_files(inspection: &Inspection) -> Vec<ResultFile> {
    let report = inspection.report();
    let document = compose(&report, &inspection.updates_by_day());
    let texts = [
        to_text(&report),
        intake_text(inspection.intake(), report.language),
        findings_csv(&report),
        statistics_csv(&report),
        to_html(&document),
        to_markdown(&document),
    ];
    output::FILES
        .into_iter()
        .zip(texts.map(String::into_bytes))
        .collect()
}

/// Writes the results to a folder, whole or not at all; the paths written.
///
/// # Errors
///
/// The folder holds anything but earlier results, or the system refuses to write.
pub fn write_out(dir: &Path, inspection: &Inspection) -> Result<Vec<PathBuf>, Problem> {
    output::write(dir, &result_files(inspection)).map_err(|told| Problem {
        language: inspection.report().language,
        diagnostics: vec![told],
    })
}
