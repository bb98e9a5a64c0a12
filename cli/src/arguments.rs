//! The command line. Help is in both languages, Chinese first.

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;
use tongbao::diagnostic::Language;

const TEMPLATE: &str = "{about-with-newline}
用法 Usage: {usage}

{all-args}{after-help}
";

const OPTIONS: &str = "选项 Options";
const POSITIONAL: &str = "参数 Arguments";

#[derive(Debug, Parser)]
#[command(
    name = "tongbao",
    bin_name = "tongbao",
    version,
    about = "通报：政务公开、政府网站与政务新媒体检查\ntongbao: inspects open government, its websites and accounts",
    help_template = TEMPLATE,
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true,
    subcommand_help_heading = "命令 Commands",
    after_help = "从这里开始 Start here:\n  tongbao new 我的检查\n  tongbao inspect 我的检查 --out 结果"
)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Debug, Args)]
#[command(next_help_heading = OPTIONS)]
pub struct Common {
    #[arg(
        long,
        global = true,
        value_name = "zh|en",
        default_value = "zh",
        display_order = 900,
        hide_default_value = true,
        hide_possible_values = true,
        help = "输出的语言，默认中文 · the language of the output, Chinese unless told"
    )]
    pub lang: Lang,
    #[arg(short, long, global = true, display_order = 901, action = ArgAction::Help, help = "显示帮助 · show help")]
    help: Option<bool>,
    #[arg(short = 'V', long, display_order = 902, action = ArgAction::Version, help = "显示版本 · show the version")]
    version: Option<bool>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Lang {
    Zh,
    En,
}

impl From<Lang> for Language {
    fn from(lang: Lang) -> Language {
        match lang {
            Lang::Zh => Language::Zh,
            Lang::En => Language::En,
        }
    }
}

#[derive(Debug, Subcommand)]
pub enum Command {
    #[command(
        about = "检查一个文件夹：判定、统计、通报 · inspect a folder: findings, statistics, bulletin",
        help_template = TEMPLATE,
        after_help = "退出码 Exit codes:
  0  已判定 · judged
  1  有问题（仅在给出 --fail-on 时） · findings, only with --fail-on
  2  未判定：设置、指标体系或某个文件无法读取 · not judged: settings, rule set or a file cannot be read
  3  已判定，但有退回的行 · judged, but rows were rejected
  同时出现时取 2，其次 1，再次 3 · where several apply: 2 before 1 before 3"
    )]
    Inspect(Inspect),
    #[command(
        about = "解释一个判定：逐周的次数、依据的记录、条款 · explain one outcome: weeks, counts, records, clause",
        help_template = TEMPLATE
    )]
    Explain(Explain),
    #[command(
        about = "新建一个带示例的检查文件夹 · make a filled folder to start from",
        help_template = TEMPLATE
    )]
    New(New),
    #[command(
        about = "指标体系：检查、展开、列出、讲解、比较 · rule sets: check, show, list, explain, compare",
        help_template = TEMPLATE,
        disable_help_subcommand = true,
        subcommand_help_heading = "命令 Commands"
    )]
    Rules {
        #[command(subcommand)]
        command: Rules,
    },
}

#[derive(Debug, Subcommand)]
pub enum Rules {
    #[command(
        about = "检查指标体系文件，指出每一处错误 · check rule files and tell every mistake in its place",
        help_template = TEMPLATE,
        after_help = "退出码 Exit codes:
  0  可以使用（可能有警告） · sound, maybe with warnings
  2  有错误 · mistakes"
    )]
    Check(Check),
    #[command(
        about = "展开一个指标体系：沿用的和自己的，各从何来 · show a whole rule set, and where each part came from",
        help_template = TEMPLATE
    )]
    Show(Show),
    #[command(
        about = "列出内置的和文件夹中的指标体系及施行期 · list the shipped sets and those of a folder, with their days",
        help_template = TEMPLATE
    )]
    List(List),
    #[command(
        about = "用一句话讲解每个指标 · say each rule in one plain sentence",
        help_template = TEMPLATE
    )]
    Explain(ExplainRules),
    #[command(
        about = "比较两个指标体系对同一批记录的结果 · compare what two rule sets say of the same records",
        help_template = TEMPLATE
    )]
    Compare(Compare),
}

#[derive(Debug, Args)]
#[command(next_help_heading = OPTIONS)]
pub struct Check {
    #[arg(
        help_heading = POSITIONAL,
        value_name = "FILE",
        required = true,
        help = "指标体系文件（.toml 或 .json），或其所在的文件夹 · rule files (.toml or .json), or folders of them"
    )]
    pub files: Vec<PathBuf>,
    #[arg(
        long,
        value_name = "text|json",
        default_value = "text",
        hide_default_value = true,
        hide_possible_values = true,
        help = "输出格式 · the form of the output"
    )]
    pub format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Text,
    Json,
}

/// One rule set.
#[derive(Debug, Args)]
#[command(next_help_heading = OPTIONS)]
pub struct Named {
    #[arg(
        help_heading = POSITIONAL,
        value_name = "ID|FILE",
        help = "内置编号，或指标体系文件 · a shipped id, or a rule file"
    )]
    pub set: String,
    #[arg(
        long,
        value_name = "DATE",
        help = "取这一天施行的版本，默认最新 · the version in force on this day, the latest unless told"
    )]
    pub day: Option<String>,
    #[arg(
        long,
        value_name = "DIR",
        help = "检查文件夹，其 rules 文件夹中的指标体系也可用 · an inspection folder: the sets in its folder `rules` are at hand, too"
    )]
    pub dir: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = OPTIONS)]
pub struct Show {
    #[command(flatten)]
    pub named: Named,
    #[arg(
        long,
        help = "规范 JSON，即计算校验值的形式 · canonical JSON, the form that is hashed"
    )]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct List {
    #[arg(
        help_heading = POSITIONAL,
        value_name = "DIR",
        help = "检查文件夹 · an inspection folder"
    )]
    pub dir: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = OPTIONS)]
pub struct ExplainRules {
    #[command(flatten)]
    pub named: Named,
    #[arg(
        help_heading = POSITIONAL,
        value_name = "RULE",
        help = "只讲这一个指标、统计项、时限或评分表 · only this rule, figure, clock or sheet"
    )]
    pub rule: Option<String>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = OPTIONS)]
pub struct Compare {
    #[arg(
        help_heading = POSITIONAL,
        value_name = "BEFORE",
        help = "原来的指标体系：编号或文件 · the rule set that the other is measured against: id or file"
    )]
    pub before: String,
    #[arg(
        help_heading = POSITIONAL,
        value_name = "AFTER",
        help = "另一个指标体系：编号或文件 · the other one: id or file"
    )]
    pub after: String,
    #[arg(
        help_heading = POSITIONAL,
        value_name = "DIR",
        help = "检查文件夹 · the inspection folder"
    )]
    pub dir: PathBuf,
    #[arg(
        long,
        value_name = "PERIOD",
        help = "检查周期，代替文件夹中的 · another period than the folder's"
    )]
    pub period: Option<String>,
    #[arg(
        long,
        value_name = "DATE",
        help = "统计截止日，代替文件夹中的 · another as-of date than the folder's"
    )]
    pub as_of: Option<String>,
    #[arg(long, help = "输出 JSON · print JSON")]
    pub json: bool,
}

/// What is judged, and by what.
#[derive(Debug, Args)]
#[command(next_help_heading = OPTIONS)]
pub struct Judged {
    #[arg(
        help_heading = POSITIONAL,
        value_name = "DIR",
        help = "检查文件夹，内有 tongbao.toml 和 CSV 文件 · the folder with tongbao.toml and the CSV files"
    )]
    pub dir: PathBuf,
    #[arg(
        long,
        value_name = "ID|FILE",
        help = "指标体系：内置编号，或 .toml / .json 文件 · the rule set: a shipped id, or a .toml / .json file"
    )]
    pub rules: Option<String>,
    #[arg(
        long,
        value_name = "PERIOD",
        help = "检查周期：2022-10、2022Q4、2022H2、2022，或 2022-10-01..2022-10-31 · the period"
    )]
    pub period: Option<String>,
    #[arg(
        long,
        value_name = "DATE",
        help = "统计截止日，如 2022-11-15 · the day on which the records were known"
    )]
    pub as_of: Option<String>,
    #[arg(
        long,
        value_name = "FILE",
        help = "工作日历 CSV，代替内置的 · a working-day calendar (CSV) instead of the built-in one"
    )]
    pub calendar: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = OPTIONS)]
pub struct Inspect {
    #[command(flatten)]
    pub judged: Judged,
    #[arg(
        long,
        value_name = "DIR",
        help = "结果写入此文件夹：通报、附件表、JSON · write bulletin, tables and JSON to this folder"
    )]
    pub out: Option<PathBuf>,
    #[arg(
        long,
        value_name = "problem|veto",
        hide_possible_values = true,
        help = "有问题（problem）或单项否决（veto）时退出码为 1 · exit with 1 on any finding, or on a veto only"
    )]
    pub fail_on: Option<FailOn>,
    #[arg(
        long,
        help = "inspection.json 列出每一个判定 · list every outcome in inspection.json"
    )]
    pub all_outcomes: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    Problem,
    Veto,
}

#[derive(Debug, Args)]
#[command(next_help_heading = OPTIONS)]
pub struct Explain {
    #[command(flatten)]
    pub judged: Judged,
    #[arg(
        long,
        value_name = "RULE",
        help = "指标的编号，如 account-weekly · the rule's id"
    )]
    pub rule: String,
    #[arg(
        long,
        value_name = "SUBJECT",
        help = "检查对象：编号、名称、名称（平台）或 名称@平台 · the subject: id, name, name(platform) or name@platform"
    )]
    pub subject: String,
}

#[derive(Debug, Args)]
pub struct New {
    #[arg(
        help_heading = POSITIONAL,
        value_name = "DIR",
        help = "新的或空的文件夹 · a new or empty folder"
    )]
    pub dir: PathBuf,
}
