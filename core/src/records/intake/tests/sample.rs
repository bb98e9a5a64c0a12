//! Check days and the sample.

use super::*;
use crate::diagnostic::Place;
use crate::records::settings::{Named, Sample, SampleNames};
use crate::registry::{ChannelIx, UnitIx};

fn named(names: &[&str]) -> Option<Vec<Named>> {
    let named = names.iter().map(|name| Named {
        name: (*name).to_owned(),
        place: Place::default(),
    });
    Some(named.collect())
}

fn registry() -> Taken {
    taken(&[units(), columns(), accounts()])
}

#[test]
fn a_sample_is_found_by_id_name_and_name_with_platform() {
    let names = SampleNames {
        units: named(&["教育局", "S", "区教育局"]),
        sites: named(&["区政府网"]),
        columns: named(&["C3", "工作动态"]),
        accounts: named(&["章贡教育(微博)", "章贡教育@微信"]),
    };
    let sample = Sample {
        units: Some(vec![UnitIx(0), UnitIx(1)]),
        sites: Some(vec![ChannelIx(0)]),
        columns: Some(vec![ChannelIx(1), ChannelIx(3)]),
        accounts: Some(vec![ChannelIx(4), ChannelIx(5)]),
    };
    assert_eq!(super::sample(&names, &registry()), Ok(sample));
    // an account with an id of its own is found by name@platform as well
    let with_id = table(
        RecordKind::Accounts,
        "编号|账号名称|平台|责任单位\nA7|章贡民政|微信|区民政局",
    );
    let names = SampleNames {
        accounts: named(&["章贡民政@微信"]),
        ..SampleNames::default()
    };
    let sample = super::sample(&names, &taken(&[units(), with_id]));
    assert_eq!(
        sample.map(|sample| (sample.accounts, sample.units)),
        Ok((Some(vec![ChannelIx(0)]), None))
    );
}

#[test]
fn a_sample_never_shrinks_in_silence() {
    let names = SampleNames {
        units: named(&["区教肓局", "区教育局"]),
        sites: named(&["工作动态"]),
        columns: named(&["通知公告"]),
        accounts: named(&["章贡教育", "章贡教育@抖音"]),
    };
    let told = super::sample(&names, &registry()).err().unwrap_or_default();
    let told: Vec<(&str, &str, Vec<&str>)> = told
        .iter()
        .map(|fault| {
            let near = fault.near.iter().map(String::as_str).collect();
            (fault.code, fault.value.as_deref().unwrap_or_default(), near)
        })
        .collect();
    assert_eq!(
        told,
        [
            (
                "sample.unknown",
                "区教肓局",
                vec!["区教体局", "区教育局", "区民政局"]
            ),
            ("sample.unknown", "工作动态", vec!["工作动态"]),
            ("sample.unknown", "通知公告", vec!["C2", "C3"]),
            (
                "sample.unknown",
                "章贡教育",
                vec!["章贡教育@微信", "章贡教育@微博"]
            ),
            (
                "sample.unknown",
                "章贡教育@抖音",
                vec!["章贡教育(微信)", "章贡教育(微博)"]
            ),
        ]
    );
    let rejected = table(
        RecordKind::Columns,
        "编号|栏目|责任单位\nC1|工作动态|无此单位",
    );
    let names = SampleNames {
        columns: named(&["C1"]),
        ..SampleNames::default()
    };
    let told = super::sample(&names, &taken(&[units(), rejected])).err();
    let next = told.unwrap_or_default();
    let next: Vec<&str> = next.iter().map(|told| told.next_step.en.as_str()).collect();
    assert_eq!(next, ["correct that row of the registry first"]);
}

/// What the engine says to a request with these settings and two accounts.
fn asked(settings: &str) -> Result<String, String> {
    crate::wire::inspect_text(&format!(
        r#"{{ "rules": "zhanggong-2022", "period": "2022-10", "as_of": "2022-11-15", "language": "en", {settings},
        "units": {{ "name": ["甲局"] }},
        "accounts": {{ "name": ["甲", "乙"], "platform": ["微信", "微信"], "unit": ["甲局", "甲局"] }} }}"#
    ))
}

#[test]
fn check_days_and_the_sample_come_with_the_settings() {
    let fine = r#""looks": ["2022-10-22", "2022-10-08"], "sample": { "accounts": ["甲@微信"] }"#;
    assert!(asked(fine).is_ok());
    for (settings, code, field) in [
        (r#""looks": ["2022-10-32"]"#, "day.format", "looks.0"),
        (r#""looks": "2022-10-08""#, "value.type", "looks"),
        (
            r#""sample": { "letters": ["甲"] }"#,
            "key.unknown",
            "sample.letters",
        ),
        (
            r#""sample": { "accounts": "甲" }"#,
            "value.type",
            "sample.accounts",
        ),
        (
            r#""sample": { "accounts": [""] }"#,
            "value.type",
            "sample.accounts.0",
        ),
        (
            r#""sample": { "accounts": ["甲", "丙"] }"#,
            "sample.unknown",
            "sample.accounts.1",
        ),
    ] {
        let told = asked(settings).err().unwrap_or_default();
        assert!(told.contains(&format!("\"{code}\"")), "{told}");
        assert!(told.contains(&format!("\"{field}\"")), "{told}");
    }
}

#[cfg(feature = "toml")]
#[test]
fn tongbao_toml_says_check_days_and_sample_with_their_place() {
    let text = "period = \"2022-10\"\nas_of = 2022-11-15\nrules = \"x\"\n\
                looks = [2022-10-22, \"2022-10-08\", 2022-10-22]\nsample = { units = [\n  \"甲局\",\n] }\n";
    let read = crate::wire::read_settings("tongbao.toml", text).map(|read| read.settings);
    let settings = read.ok();
    let looks = settings.as_ref().map(|settings| settings.looks.clone());
    assert_eq!(looks, Some(vec![day("2022-10-08"), day("2022-10-22")]));
    let sample = settings.and_then(|settings| settings.sample);
    let lines: Vec<Option<u32>> = sample
        .iter()
        .flat_map(|sample| sample.units.iter().flatten())
        .map(|named| named.place.line)
        .collect();
    assert_eq!(lines, [Some(6)]);
}
