//! The command: arguments in, text and an exit code out.

use crate::arguments::{
    Arguments, Command, Explain, FailOn, Inspect, Judged, New, Rules as RulesCommand,
};
use crate::inspect::{Inspected, Step, inspect_folder_with, write_out};
use crate::options::{InspectOptions, Rules};
use crate::output;
use crate::progress::Progress;
use crate::rules;
use crate::skeleton;
use crate::terminal::diagnostic::block;
use crate::terminal::explanation::explanation;
use crate::terminal::summary::summary;
use crate::terminal::{inert, say};
use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches};
use std::ffi::OsString;
use std::io::Write;
use tongbao::diagnostic::Language;
use tongbao::wire::Problem;
use tongbao::wire::report::Report;

/// Judged, and nothing to say about it.
pub const JUDGED: u8 = 0;
/// Findings, where `--fail-on` asks.
pub const FINDINGS: u8 = 1;
/// Something was not judged.
pub const NOT_JUDGED: u8 = 2;
/// Judged, and rows were rejected.
pub const ROWS_REJECTED: u8 = 3;

/// Runs the command with the arguments of a process (the first one is its own name) and gives the exit code.
pub fn run(arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>) -> u8 {
    let parsed = Arguments::command()
        .try_get_matches_from(arguments)
        .and_then(|matches| Arguments::from_arg_matches(&matches));
    let arguments = match parsed {
        Ok(arguments) => arguments,
        Err(refused) => return usage(&refused),
    };
    let language = arguments.common.lang.into();
    let done = match &arguments.command {
        Command::Inspect(inspect) => self::inspect(inspect, language),
        Command::Explain(explain) => self::explain(explain, language),
        Command::New(new) => self::new(new, language),
        Command::Rules { command } => rules(command, language),
    };
    done.unwrap_or_else(|problem| {
        for diagnostic in &problem.diagnostics {
            tell(&block(diagnostic, language));
        }
        NOT_JUDGED
    })
}

/// Results go to standard output. A reader who has gone away is no error of ours.
fn print(text: &str) {
    let _ = anstream::stdout().lock().write_all(text.as_bytes());
}

/// Everything else goes to standard error.
fn tell(text: &str) {
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}

fn usage(refused: &clap::Error) -> u8 {
    let zh = match refused.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let _ = refused.print();
            return JUDGED;
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => "",
        ErrorKind::UnknownArgument => "没有这个选项\n",
        ErrorKind::InvalidSubcommand => "没有这个命令\n",
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => "选项的值不对\n",
        ErrorKind::MissingRequiredArgument => "缺少必需的参数\n",
        ErrorKind::NoEquals | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            "选项缺少值\n"
        }
        _ => "命令写法不对\n",
    };
    if !zh.is_empty() {
        tell(&format!("错误：{zh}"));
    }
    let _ = refused.print();
    NOT_JUDGED
}

fn options(judged: &Judged, language: Language) -> InspectOptions {
    InspectOptions {
        rules: judged.rules.clone().map(Rules::Named),
        period: judged.period.clone(),
        as_of: judged.as_of.clone(),
        calendar: judged.calendar.clone(),
        language,
        ..InspectOptions::default()
    }
}

fn judge(judged: &Judged, options: &InspectOptions) -> Result<Inspected, Problem> {
    let progress = Progress::new(options.language);
    let step = |step: Step<'_>| progress.step(&step);
    let inspected = inspect_folder_with(&judged.dir, options, &step);
    progress.finish();
    inspected
}

fn inspect(arguments: &Inspect, language: Language) -> Result<u8, Problem> {
    let problem = |told| Problem {
        language,
        diagnostics: vec![told],
    };
    if let Some(out) = &arguments.out {
        output::check(out).map_err(problem)?;
    }
    let options = InspectOptions {
        all_outcomes: arguments.all_outcomes,
        ..options(&arguments.judged, language)
    };
    let inspected = judge(&arguments.judged, &options)?;
    let report = inspected.inspection.report();
    for warning in &inspected.warnings {
        tell(&block(warning, language));
    }
    tell_unreadable(&inspected, language);
    let mut text = summary(&report, inspected.inspection.intake());
    let written = match &arguments.out {
        Some(out) => Some(write_out(out, &inspected.inspection)?),
        None => None,
    };
    if let Some(hint) = explain_hint(&report, &arguments.judged, language) {
        text.push_str(&hint);
    }
    text.push('\n');
    match written {
        Some(paths) => {
            text.push_str(say(language, "已写出\n", "written\n"));
            for path in paths {
                text.push_str(&format!("  {}\n", path.display()));
            }
        }
        None => text.push_str(say(
            language,
            "没有写文件；加上 --out 文件夹，即写出通报和各表\n",
            "no files were written; add --out FOLDER for the bulletin and the tables\n",
        )),
    }
    print(&text);
    Ok(exit_code(&report, arguments.fail_on))
}

fn tell_unreadable(inspected: &Inspected, language: Language) {
    let tables = inspected.inspection.intake().tables.iter();
    for unreadable in tables.filter_map(|table| table.unreadable.as_ref()) {
        tell(&block(unreadable, language));
    }
}

/// How to see why, for the first finding or open outcome.
fn explain_hint(report: &Report, judged: &Judged, language: Language) -> Option<String> {
    let findings = report.findings.iter();
    let undecided = report.undecided.iter();
    let (rule, subject) = findings
        .map(|one| (&one.rule, &one.subject_id))
        .chain(undecided.map(|one| (&one.rule, &one.subject_id)))
        .next()?;
    let calendar = judged.calendar.as_ref();
    let calendar = calendar.map(|path| path.display().to_string());
    let mut words = vec!["tongbao".to_owned(), "explain".to_owned()];
    words.push(judged.dir.display().to_string());
    for (option, value) in [
        ("--rules", judged.rules.as_ref()),
        ("--period", judged.period.as_ref()),
        ("--as-of", judged.as_of.as_ref()),
        ("--calendar", calendar.as_ref()),
        ("--rule", Some(rule)),
        ("--subject", Some(subject)),
    ] {
        if let Some(value) = value {
            words.extend([option.to_owned(), value.clone()]);
        }
    }
    let words: Vec<String> = words.iter().map(|word| quoted(word)).collect();
    let command = words.join(" ");
    Some(match language {
        Language::Zh => format!("\n逐项查看依据，例如\n  {command}\n"),
        Language::En => format!("\nto see why, for example\n  {command} --lang en\n"),
    })
}

/// A word of a command line, in quotes where a shell would take it apart.
fn quoted(word: &str) -> String {
    let word = inert(word);
    let plain =
        |character: char| character.is_alphanumeric() || "-_./@:\\，。、（）".contains(character);
    if !word.is_empty() && word.chars().all(plain) {
        word
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

/// What is not judged goes before findings, findings before rejected rows.
fn exit_code(report: &Report, fail_on: Option<FailOn>) -> u8 {
    let not_judged = report.intake.iter().any(|table| !table.readable)
        || report.outcomes.iter().any(|rule| !rule.judged);
    let failing = report.findings.iter().any(|finding| match fail_on {
        Some(FailOn::Problem) => matches!(finding.severity.as_str(), "problem" | "veto"),
        Some(FailOn::Veto) => finding.severity == "veto",
        None => false,
    });
    if not_judged {
        NOT_JUDGED
    } else if failing {
        FINDINGS
    } else if report.intake.iter().any(|table| table.rejected > 0) {
        ROWS_REJECTED
    } else {
        JUDGED
    }
}

fn explain(arguments: &Explain, language: Language) -> Result<u8, Problem> {
    let options = InspectOptions {
        explain: vec![(arguments.rule.clone(), arguments.subject.clone())],
        ..options(&arguments.judged, language)
    };
    let inspected = judge(&arguments.judged, &options)?;
    tell_unreadable(&inspected, language);
    let report = inspected.inspection.report();
    let explained: Vec<String> = report
        .explanations
        .iter()
        .flatten()
        .map(|one| explanation(one, language))
        .collect();
    print(&explained.join("\n"));
    Ok(JUDGED)
}

fn new(arguments: &New, language: Language) -> Result<u8, Problem> {
    let written = skeleton::create(&arguments.dir, language).map_err(|told| Problem {
        language,
        diagnostics: vec![told],
    })?;
    let dir = arguments.dir.display();
    let mut text = match language {
        Language::Zh => format!("已新建 {dir}\n"),
        Language::En => format!("made {dir}\n"),
    };
    for name in written {
        text.push_str(&format!("  {name}\n"));
    }
    text.push_str(&match language {
        Language::Zh => format!("下一步：tongbao inspect {dir}\n"),
        Language::En => format!("next: tongbao inspect {dir} --lang en\n"),
    });
    print(&text);
    Ok(JUDGED)
}

fn rules(command: &RulesCommand, language: Language) -> Result<u8, Problem> {
    let said = match command {
        RulesCommand::Check(check) => Ok(rules::check(check, language)),
        RulesCommand::Show(show) => rules::show(show, language),
        RulesCommand::List(list) => rules::list(list, language),
        RulesCommand::Explain(explain) => rules::explain(explain, language),
        RulesCommand::Compare(compare) => {
            let progress = Progress::new(language);
            let compared = rules::compare(compare, language, &|step| progress.step(&step));
            progress.finish();
            Ok(compared?)
        }
    };
    match said {
        Ok(said) => {
            print(&said.text);
            Ok(if said.well { JUDGED } else { NOT_JUDGED })
        }
        Err(wrong) => {
            tell(&wrong.drawn());
            Ok(NOT_JUDGED)
        }
    }
}
