//! What is told, and where: a line with a mark is told by the code after the mark, and nothing else is told.

use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::RuleSet;

const HEADER: &str =
    "format = 1\nid = \"x\"\nversion = 1\ntitle = \"x\"\neffective = { from = 2024-01-01 }\n";

fn read(body: &str) -> Vec<Diagnostic> {
    match RuleSet::from_toml("x.toml", &format!("{HEADER}{body}")) {
        Ok(rules) => rules.warnings,
        Err(told) => told,
    }
}

/// The codes of what is told, each with the text of its line; a table that has no basis of its own is given one.
fn check(body: &str) {
    let mut whole = String::new();
    for line in body.lines() {
        whole.push_str(line.trim());
        whole.push('\n');
        if line.trim().starts_with("[rule.") || line.trim().starts_with("[sheet.") {
            whole.push_str("basis = { document = \"x\" }\n");
        }
    }
    let lines: Vec<String> = format!("{HEADER}{whole}")
        .lines()
        .map(str::to_owned)
        .collect();
    let marks = |line: &String| line.split_once("#! ").map(|(_, codes)| codes.to_owned());
    let expected: Vec<(usize, String)> = lines
        .iter()
        .enumerate()
        .filter_map(|(ix, line)| Some((ix + 1, marks(line)?)))
        .flat_map(|(line, codes)| {
            let codes: Vec<(usize, String)> = codes
                .split(' ')
                .map(|code| (line, code.to_owned()))
                .collect();
            codes
        })
        .collect();
    let mut told: Vec<(usize, String)> = read(&whole)
        .into_iter()
        .map(|one| {
            let line = one.place.line.and_then(|line| usize::try_from(line).ok());
            (line.unwrap_or(0), one.code.to_owned())
        })
        .collect();
    told.sort();
    let mut sorted = expected;
    sorted.sort();
    assert_eq!(told, sorted, "\n{whole}");
}

fn all(bodies: &[&str]) {
    for body in bodies {
        check(body);
    }
}

#[test]
fn a_misspelt_key_is_told_once_with_what_is_missing_because_of_it() {
    check(
        "[rule.a]
        of = \"unit\"
        measure = { count = \"publications\" }
        requre = { at_least = 2 } #! key.unknown",
    );
    let told = read(
        "[rule.a]\noff = \"unit\"\nmeasure = { count = \"publications\" }\nrequire = { at_least = 2 }\nbasis = { document = \"x\" }\n",
    );
    let related: Vec<&str> = told
        .iter()
        .flat_map(|one| &one.related)
        .map(|related| related.message.en.as_str())
        .collect();
    assert_eq!(related, ["`rule.a.of` is missing"]);
    let near: Vec<&str> = told
        .iter()
        .flat_map(|one| &one.near)
        .map(String::as_str)
        .collect();
    assert_eq!(near.first(), Some(&"of"));
}

#[test]
fn what_does_not_depend_on_a_mistake_is_checked_all_the_same() {
    check(
        "[rule.a]
        of = \"unitt\" #! value.unknown
        where = { group = \"x\" }
        measure = { count = \"publicatons\" } #! value.unknown
        require = { at_lest = 2 } #! key.unknown
        tags = 3 #! value.type",
    );
}

#[test]
fn selectors_know_attributes_their_words_and_how_deep_they_may_be() {
    all(&[
        "[attribute.class]
        of = \"column\"
        values = [\"a\", \"b\"]
        [rule.a]
        of = \"column\"
        where = { class = [\"a\", \"c\"], unit.groop = \"x\" } #! value.unknown attribute.unknown
        measure = { gap = \"publications\" }
        breach_when = { more_than = \"14 days\" }",
        "[rule.a]
        of = \"letter\"
        where = { valid = \"perhaps\" } #! value.unknown
        measure = { value = \"kind\" }
        require = { is = \"x\" }",
        "[select]
        a = { not = \"b\" } #! selector.depth
        b = { not = \"a\" }
        [rule.a]
        of = \"unit\"
        where = \"a\"
        measure = { count = \"publications\" }
        require = { at_least = 2 }",
        "[list]
        known = [\"x\"]
        [rule.a]
        of = \"unit\"
        where = { any = [{ in_list = \"known\" }, { not = { in_list = [\"known\", \"other\"] } }] } #! value.unknown
        except = [{ filing = \"x\", reason = \"x\" }]
        measure = { count = \"publications\" }
        require = { at_least = 2 }",
        "[rule.a]
        of = \"unit\"
        except = [{ reason = \"x\" }] #! except.empty
        measure = { count = \"publications\", where = { filing = [\"x\", \"y\"], any = 3 } } #! value.type
        require = { at_least = 2 }",
    ]);
}

#[test]
fn windows_are_what_a_measure_can_be_taken_over() {
    let rule = |window: &str, code: &str| {
        check(&format!(
            "[rule.a]\nof = \"unit\"\n{window} {code}\nmeasure = {{ count = \"publications\" }}\nrequire = {{ at_least = 2 }}"
        ));
    };
    for window in [
        "over = \"last 3 periods\"",
        "over = \"same period last year\"",
        "each = \"eve of holiday\"",
        "each = { weeks = 2, from = 2024-01-01 }",
        "at = 2024-01-31",
        "dated = \"published\"",
    ] {
        rule(window, "");
    }
    rule("over = \"last 0 days\"", "#! value.unknown");
    rule("over = \"last 10 working days\"", "#! value.unknown");
    rule("each = { weeks = 2 }", "#! key.missing");
    rule(
        "each = { weeks = 2, days = 3, from = 2024-01-01 }",
        "#! window.one",
    );
    rule("allow = 1", "#! window.each");
    rule("dated = \"received\"", "#! value.unknown");
    rule("at = \"noon\"", "#! value.type");
    rule("each = \"week\"\nuntil = 20", "#! window.until");
    rule("each = \"month\"\nuntil = \"friday\"", "#! window.until");
    rule(
        "each = { days = 10, from = 2024-01-01 }\nuntil = \"friday\"",
        "#! window.until",
    );
}

#[test]
fn measures_belong_to_their_subjects() {
    let rule = |of: &str, measure: &str, limit: &str| {
        check(&format!(
            "[figure.f]\nof = \"unit\"\ntitle = \"f\"\nmeasure = {{ ratio = \"letters\", part = {{ answered = true }} }}\n\
             [clock.rectification]\nof = \"case\"\nstart = \"issued\"\nstop = \"rectified\"\nlimit = \"5 days\"\n\
             [rule.r]\nof = \"{of}\"\n{measure}\n{limit}"
        ));
    };
    let two = "require = { at_least = 2 }";
    rule(
        "account",
        "measure = { count = \"letters\" } #! measure.of",
        two,
    );
    rule(
        "site",
        "measure = { count = \"accounts\" } #! measure.of",
        two,
    );
    rule("unit", "measure = { count = \"gaps\" } #! key.missing", two);
    rule(
        "unit",
        "measure = { count = \"columns\", distinct = \"class\" } #! measure.distinct",
        two,
    );
    rule(
        "unit",
        "measure = { clock = \"rectification\" } #! clock.of",
        "require = { at_most = \"0 days\" }",
    );
    rule(
        "site",
        "measure = \"f\" #! figure.of",
        "require = { at_least = \"5%\" }",
    );
    rule(
        "unit",
        "measure = { change = \"f\", against = \"previous period\" }",
        "require = { at_least = \"-5%\" }",
    );
    rule(
        "unit",
        "measure = \"f\"",
        "require = { at_least = \"-5%\" } #! limit.type",
    );
    rule(
        "all",
        "measure = { mean = \"f\", take = \"late\" } #! measure.take",
        "require = { at_least = \"5%\" }",
    );
    rule(
        "case",
        "measure = { clock = \"rectification\", take = \"left\" }",
        "require = { at_least = \"0 days\" }",
    );
    rule(
        "unit",
        "measure = { count = \"outcomes\", rules = { tag = \"x\" }, where = { outcome = \"met\" } } #! value.unknown",
        two,
    );
}

#[test]
fn limits_are_of_the_kind_of_their_measure() {
    let rule = |limit: &str| {
        check(&format!(
            "[attribute.days]\nof = \"unit\"\ntype = \"duration\"\n\
             [rule.a]\nof = \"unit\"\nmeasure = {{ count = \"publications\" }}\n{limit}"
        ));
    };
    rule("require = { at_least = 59.5 }");
    rule("require = { at_least = \"2 days\" } #! limit.type");
    rule("require = { at_least = \"2\" } #! limit.type");
    rule("require = { is = 2 } #! limit.words");
    rule("require = {} #! limit.empty");
    rule("require = { at_least = { from = \"days\" } } #! limit.from");
    rule("require = { at_least = { from = \"order\" } }");
    rule("require = { at_least = { by = \"group\", \"x\" = 2, elsee = 3 } } #! value.unknown");
    rule("require = { at_least = 2 }\nbreach_when = { at_most = 1 } #! limit.one");
    rule("steps = [{ effect = \"notice\" }, { at_least = 2 }] #! step.rest");
    rule("require = { at_least = 5, at_most = 3 } #! limit.never");
}

#[test]
fn steps_that_leave_nothing_to_the_next_are_pointed_out() {
    let steps = |steps: &str| {
        check(&format!(
            "[rule.a]\nof = \"unit\"\nmeasure = {{ gap = \"publications\" }}\nsteps = [\n{steps}\n]"
        ));
    };
    steps("{ more_than = \"10 days\" },\n{ more_than = \"14 days\" }, #! step.never");
    steps("{ more_than = \"14 days\" },\n{ more_than = \"10 days\" },\n{ effect = \"notice\" },");
    steps("{ more_than = \"14 days\" },\n{ more_than = \"1 month\" },");
    steps(
        "{ at_most = \"14 days\" },\n{ more_than = \"14 days\" },\n{ at_least = \"0 days\" }, #! step.never",
    );
    steps(
        "{ more_than = { by = \"group\", \"a\" = \"3 days\", else = \"5 days\" } },\n{ more_than = { by = \"group\", \"a\" = \"4 days\", else = \"5 days\" } }, #! step.never",
    );
    steps(
        "{ more_than = { by = \"group\", \"a\" = \"3 days\", else = \"5 days\" } },\n{ more_than = { by = \"group\", \"a\" = \"2 days\", else = \"5 days\" } },",
    );
}

#[test]
fn clocks_run_between_events_of_their_records() {
    let clock = |part: &str| {
        check(&format!(
            "[clock.rectification]\nof = \"case\"\nstart = \"issued\"\nstop = \"rectified\"\n{part}"
        ));
    };
    clock("due = \"due\"\nends_at = \"16:00\"");
    clock("limit = \"5 days\"\ndue = \"due\" #! clock.due");
    clock("limit = 5 #! limit.type");
    clock("limit = \"5 days\"\nrestart = \"received\" #! value.unknown");
    clock("limit = \"5 days\"\nends_at = \"25:00\" #! value.type");
    clock("limit = \"5 days\"\npause = { from = \"reported\" } #! key.missing");
    clock("limit = \"5 days\"\nextend = { by = \"reported\" } #! clock.extend");
    clock("limit = \"5 days\"\nextend = { to = \"10 days\" } #! key.missing");
}

#[test]
fn sheets_take_points_from_rules_figures_and_sheets() {
    let sheet = |lines: &str| {
        check(&format!(
            "[rule.a]\nof = \"column\"\nmeasure = {{ gap = \"publications\" }}\nbreach_when = {{ more_than = \"14 days\" }}\n\
             [sheet.s]\nof = \"site\"\nlines = [\n{{ rule = \"a\", each = -0.5, limit = 5, part = \"发布\" }},\n{lines}\n]\n\
             parts = {{ \"发布\" = {{ worth = 10 }} }}"
        ));
    };
    sheet("{ rule = \"a\", once = 5 },");
    sheet("{ rule = \"a\" }, #! line.one");
    sheet("{ rule = \"a\", once = 5, each = 1 }, #! line.one");
    sheet("{ rule = \"b\", once = 5 }, #! value.unknown");
    sheet("{ rule = \"a\", worth = 0 }, #! value.type");
    sheet("{ rule = \"a\", once = 5, part = \"发步\" }, #! value.unknown");
    sheet("{ sheet = \"s\", weight = \"50%\" }, #! rule.cycle");
    check(
        "[rule.a]
        of = \"letter\"
        measure = { value = \"kind\" }
        require = { is = \"x\" }
        effect = \"veto\" #! veto.ungraded
        [sheet.s]
        of = \"site\"
        lines = [{ rule = \"a\", once = 1 }] #! line.beneath",
    );
}

#[test]
fn the_whole_set_is_checked() {
    all(&[
        "[figure.f] #! unused
        of = \"unit\"
        measure = { count = \"publications\" }",
        "[clock.c] #! unused
        of = \"letter\"
        start = \"received\"
        stop = \"answered\"
        limit = \"5 days\"",
        "[rule.a]
        of = \"unit\"
        measure = { count = \"breaches\", rules = [\"b\"] }
        breach_when = { at_least = 1 }
        [rule.b]
        of = \"unit\"
        measure = { in_a_row = \"a\" } #! rule.cycle
        breach_when = { at_least = 2 }",
        "[rule.a]
        of = \"unit\"
        effect = \"none\"
        measure = { count = \"publications\" }
        require = { at_least = 2 }
        [rule.b]
        of = \"unit\"
        measure = { in_a_row = \"a\" } #! in_a_row.silent
        breach_when = { at_least = 2 }",
        "[rule.a]
        of = \"unit\"
        measure = { ratio = \"letters\", base = { kind = \"a\" }, part = { kind = [\"b\", \"c\"] } } #! ratio.part
        require = { at_least = \"5%\" }",
        "[rule.a]
        of = \"unit\"
        was = [\"b\"] #! was.current
        measure = { count = \"publications\" }
        require = { at_least = 2 }
        [rule.b]
        of = \"unit\"
        measure = { count = \"publications\" }
        require = { at_least = 2 }",
    ]);
}

#[test]
fn a_name_misspelt_where_it_is_written_is_told_there() {
    let twice = "[figure.unit-itms] #! name.misspelt
        of = \"unit\"
        measure = { count = \"publications\" }
        [rule.a]
        of = \"unit\"
        measure = \"unit-items\"
        require = { at_least = 2 }";
    let again = twice.replace("[rule.a]", "[rule.b]");
    let (_, again) = again.split_once("publications\" }\n").unwrap_or_default();
    check(&format!("{twice}\n{again}"));
    // of one use it cannot be known which of the two is meant
    check(
        "[figure.unit-itms]
        of = \"unit\"
        measure = { count = \"publications\" }
        [rule.a]
        of = \"unit\"
        measure = \"unit-items\" #! value.unknown
        require = { at_least = 2 }",
    );
}

#[test]
fn a_language_is_missing_only_where_the_title_promises_it() {
    let body =
        "[figure.f]\nof = \"unit\"\ntitle = \"统计\"\nmeasure = { count = \"publications\" }\n";
    assert_eq!(read(body), []);
    let both = HEADER.replace("title = \"x\"", "title = { zh = \"x\", en = \"x\" }");
    let told = RuleSet::from_toml("x.toml", &format!("{both}{body}")).map(|rules| rules.warnings);
    let codes: Vec<&str> = told.iter().flatten().map(|one| one.code).collect();
    assert_eq!(codes, ["text.language"]);
}

#[test]
fn what_is_too_long_or_too_deep_is_refused_early() {
    let code = |text: &str| {
        let told = RuleSet::from_toml("x.toml", text).err().unwrap_or_default();
        told.first().map(|one| one.code)
    };
    assert_eq!(code(&"#".repeat(3 << 20)), Some("limits.size"));
    for deep in [
        format!("a = {}1{}", "[".repeat(100_000), "]".repeat(100_000)),
        format!("{}a = 1", "a.".repeat(100_000)),
        format!("[{}a]", "a.".repeat(100_000)),
        format!("a = {}1{}", "{ a = ".repeat(20_000), " }".repeat(20_000)),
    ] {
        assert_eq!(code(&deep), Some("limits.depth"));
    }
    let json = "[".repeat(100_000);
    let told = RuleSet::from_json("x.json", &json)
        .err()
        .unwrap_or_default();
    assert_eq!(told.first().map(|one| one.code), Some("limits.depth"));
    // and no more is told than anybody reads
    let many: String = (0..1_000).map(|ix| format!("k{ix} = 1\n")).collect();
    let told = read(&many);
    assert_eq!(told.len(), 201);
    assert_eq!(told.last().map(|one| one.severity), Some(Severity::Note));
}

#[test]
fn toml_and_json_tell_the_same_of_the_same_set() {
    let toml = read(
        "[rule.a]\nof = \"unit\"\nmeasure = { gap = \"publicatons\" }\nrequire = { at_most = 2 }\nbasis = { document = \"x\" }\n",
    );
    let json = "{\"format\": 1, \"id\": \"x\", \"version\": 1, \"title\": \"x\", \"effective\": {\"from\": \"2024-01-01\"},\n\
        \"rule\": {\"a\": {\"of\": \"unit\",\n\"measure\": {\"gap\": \"publicatons\"},\n\
        \"require\": {\"at_most\": 2}, \"basis\": {\"document\": \"x\"}}}}";
    let json = RuleSet::from_json("x.json", json).err().unwrap_or_default();
    let said = |told: &[Diagnostic]| -> Vec<(&'static str, String, Option<String>)> {
        told.iter()
            .map(|one| (one.code, one.message.en.clone(), one.place.field.clone()))
            .collect()
    };
    assert_eq!(said(&toml), said(&json));
    let place = json.first().map(|one| (one.place.line, one.place.column));
    assert_eq!(place, Some((Some(3), Some(20))));
    let twice = RuleSet::from_json("x.json", "{\"id\": 1, \"id\": 2}")
        .err()
        .unwrap_or_default();
    assert_eq!(twice.first().map(|one| one.code), Some("key.duplicate"));
}

#[test]
fn a_limit_is_a_figure_of_the_same_kind_of_number_at_or_above_the_subject() {
    const FIGURES: &str = "figure.items = { title = \"x\", of = \"unit\", measure = { count = \"publications\" } }
        figure.mean = { title = \"x\", of = \"all\", measure = { mean = \"items\" } }
        figure.rate = { title = \"x\", of = \"unit\", measure = { ratio = \"letters\", part = { answered = true } } }
        figure.monthly = { title = \"x\", of = \"unit\", each = \"month\", measure = { count = \"publications\" } }
        figure.own = { title = \"x\", of = \"account\", measure = { count = \"publications\" } }
        figure.counted = { title = \"x\", of = \"all\", measure = { count = \"breaches\", rules = [\"a\"] } }
        [rule.a]
        of = \"unit\"
        measure = \"items\"
        ";
    let limits = [
        "breach_when = { less_than = { figure = \"mean\" } }",
        "breach_when = { less_than = { figure = \"mean\", share = \"80%\" } }",
        "require = { at_least = { figure = \"mean\" }, at_most = 100 }",
        "breach_when = { less_than = { figure = \"maen\" } } #! value.unknown",
        "breach_when = { less_than = { figure = \"rate\" } } #! limit.figure",
        "breach_when = { less_than = { figure = \"monthly\" } } #! limit.figure",
        "breach_when = { less_than = { figure = \"own\" } } #! limit.figure",
        "breach_when = { less_than = { figure = \"mean\", share = \"0%\" } } #! value.type",
        "breach_when = { less_than = { figure = \"mean\", part = \"80%\" } } #! key.unknown",
        "breach_when = { more_than = { figure = \"counted\" } } #! rule.cycle",
    ];
    for limit in limits {
        check(&format!("{FIGURES}{limit}"));
    }
    check(
        "[rule.stale]
        of = \"account\"
        measure = { gap = \"publications\" }
        breach_when = { more_than = { figure = \"gap\" } }
        [figure.gap]
        of = \"account\"
        measure = { gap = \"publications\" }
        [sheet.s]
        of = \"unit\"
        base = 100
        lines = [{ rule = \"stale\", each = -1 }]
        steps = [{ less_than = { figure = \"gap\" }, grade = \"x\" }] #! limit.figure
        [clock.c] #! unused
        of = \"letter\"
        start = \"received\"
        stop = \"answered\"
        limit = { figure = \"gap\" } #! limit.figure",
    );
}

#[test]
fn days_of_the_week_and_parts_of_a_month_are_slices() {
    let each = [
        "\"tuesday\"",
        "[\"tuesday\", \"friday\"]",
        "\"ten days\"",
        "\"half month\"",
        "[\"tuesday\", \"fryday\"] #! value.unknown",
        "\"tusday\" #! value.unknown",
        "[] #! value.type",
        "[1] #! value.type",
    ];
    for each in each {
        check(&format!(
            "[rule.a]
            of = \"account\"
            each = {each}
            measure = {{ count = \"pushes\" }}
            require = {{ at_least = 1 }}"
        ));
    }
    check(
        "[rule.a]
        of = \"account\"
        each = [\"tuesday\"]
        until = \"friday\" #! window.until
        measure = { count = \"pushes\" }
        require = { at_least = 1 }
        [clock.c] #! unused
        of = \"letter\"
        start = \"received\"
        stop = \"answered\"
        limit = \"15 days\"
        postpone = \"yes\" #! value.type",
    );
}

#[test]
fn a_selector_asks_what_is_filled_in_and_how_long_ago_something_was() {
    let wheres = [
        "{ has = \"opened\" }",
        "{ has = [\"opened\", \"platform\"] }",
        "{ not = { has = \"platform\" } }",
        "{ opened = { at_most = \"30 days\" } }",
        "{ opened = { more_than = \"1 month\", at_most = \"1 year\" } }",
        "{ has = \"opend\" } #! attribute.unknown",
        "{ has = \"sampled\" } #! selector.has",
        "{ has = true } #! value.type",
        "{ opened = { at_most = 30 } } #! limit.type",
        "{ opened = { at_mots = \"30 days\" } } #! key.unknown",
        "{ opened = {} } #! value.type",
    ];
    for chosen in wheres {
        check(&format!(
            "[rule.a]
            of = \"account\"
            where = {chosen}
            measure = {{ count = \"pushes\" }}
            require = {{ at_least = 1 }}"
        ));
    }
}

#[test]
fn outcomes_are_counted_by_attributes_of_their_subjects() {
    let measures = [
        "{ count = \"breaches\", rules = [\"a\"], where = { class = \"news\" } }",
        "{ count = \"breaches\", rules = [\"a\", \"b\"], where = { level = \"x\" } }",
        "{ count = \"breaches\", rules = [\"a\"], distinct = \"class\" }",
        "{ count = \"breaches\", rules = [\"a\", \"b\"], distinct = \"unit.group\" }",
        "{ count = \"outcomes\", rules = [\"a\"], where = { outcome = \"met\", class = \"news\" } }",
        "{ count = \"breaches\", rules = [\"a\"], where = { clas = \"news\" } } #! attribute.unknown",
        "{ count = \"breaches\", rules = [\"a\", \"b\"], where = { platform = \"x\" } } #! attribute.unknown",
        "{ count = \"breaches\", rules = [\"a\"], distinct = \"clas\" } #! attribute.unknown",
        "{ count = \"outcomes\", rules = [\"a\"], where = { class = \"news\" } } #! key.missing",
        "{ count = \"outcomes\", rules = [\"a\"], where = { outcome = \"mett\" } } #! value.unknown",
    ];
    for measure in measures {
        check(&format!(
            "[rule.a]
            of = \"column\"
            measure = {{ gap = \"publications\" }}
            breach_when = {{ more_than = \"14 days\" }}
            [rule.b]
            of = \"account\"
            measure = {{ gap = \"publications\" }}
            breach_when = {{ more_than = \"14 days\" }}
            [rule.c]
            of = \"unit\"
            measure = {measure}
            breach_when = {{ at_least = 1 }}"
        ));
    }
    check(
        "[rule.a]
        of = \"column\"
        measure = { gap = \"publications\" }
        breach_when = { more_than = \"14 days\" }
        [rule.c]
        of = \"unit\"
        measure = { ratio = \"outcomes\", rules = [\"a\"], base = { class = \"news\" }, part = { outcome = \"met\" } }
        require = { at_least = \"90%\" }",
    );
}

#[test]
fn a_subject_fits_slices_run_and_a_limit_is_part_of_an_attribute() {
    let rules = [
        "measure = { fits = { has = \"opened\" } }
        require = { is = true }",
        "measure = { fits = { platform = \"x\" } }
        breach_when = { is = false }",
        "measure = { fits = { has = \"opend\" } } #! attribute.unknown
        require = { is = true }",
        "measure = { fits = { has = \"opened\" } }
        require = { is = \"yes\" } #! value.unknown",
        "measure = { fits = { has = \"opened\" } }
        require = { at_least = 1 } #! limit.type",
        "each = \"week\"
        in_a_row = 2
        measure = { count = \"pushes\" }
        require = { at_least = 1 }",
        "each = \"week\"
        in_a_row = 1 #! value.type
        measure = { count = \"pushes\" }
        require = { at_least = 1 }",
        "each = \"week\"
        allow = 1
        in_a_row = 2 #! window.one
        measure = { count = \"pushes\" }
        require = { at_least = 1 }",
        "in_a_row = 2 #! window.each
        measure = { count = \"pushes\" }
        require = { at_least = 1 }",
        "measure = { count = \"pushes\" }
        require = { at_least = { from = \"task\", share = \"50%\" } }",
        "measure = { gap = \"publications\" }
        breach_when = { more_than = { from = \"often\", share = \"50%\" } } #! limit.share",
    ];
    for rule in rules {
        check(
            &format!(
                "attribute.task = {{ of = \"account\", type = \"number\" }}
            attribute.often = {{ of = \"account\", type = \"duration\" }}
            [rule.a]
            of = \"account\"
            {rule}"
            )
            .replace(
                "attribute.task",
                if rule.contains("task") {
                    "attribute.task"
                } else {
                    "#"
                },
            )
            .replace(
                "attribute.often",
                if rule.contains("often") {
                    "attribute.often"
                } else {
                    "#"
                },
            ),
        );
    }
}
